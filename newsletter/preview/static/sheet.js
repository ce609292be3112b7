// One sheet: the mail in a frame without scripts, as wide as a client and as high as the mail.
//
// The frame stays; only what is in it is exchanged, so nothing flickers and nothing scrolls.

import { fill, kilobytes, make } from "./dom.js";
import { toast } from "./copy.js";
import { store } from "./store.js";

const LEAST = 240;
const SCROLLBAR = 16;

export class Sheet {
  constructor(width) {
    this.width = width;
    this.isFilled = false;
    const title = width ? `The mail, ${width} pixels wide` : "The mail, as wide as this window";
    this.frame = make("iframe", { src: "/frame", sandbox: "allow-same-origin", title });
    this.marks = make("div", { class: "marks", "aria-hidden": "true" });
    this.paper = make("div", { class: "paper" }, this.frame, this.marks);
    this.caption = make("figcaption", {});
    this.box = make("div", { class: "box" }, this.paper);
    this.element = make("figure", { class: "sheet" }, this.caption, this.box);
    this.scale = 1;
    this.ready = new Promise((resolve) => this.frame.addEventListener("load", resolve, { once: true }));
    this.observer = new ResizeObserver(() => this.settle());
  }

  async show(html, { scheme }) {
    await this.ready;
    const inside = this.frame.contentDocument;
    if (!inside) return; // the view was left
    // Made by the frame's own window, so that the frame's policy holds for it.
    const parsed = new this.frame.contentWindow.DOMParser().parseFromString(html, "text/html");
    inside.replaceChild(inside.adoptNode(parsed.documentElement), inside.documentElement);
    this.paper.dataset.scheme = scheme;
    this.isFilled = true;
    this.holdLinks(inside);
    this.observer.disconnect();
    this.observer.observe(inside.documentElement);
    this.settle();
  }

  // A click in a mail leads nowhere; it says where it would lead.
  holdLinks(inside) {
    if (this.held === inside) return;
    this.held = inside;
    inside.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      event.preventDefault();
      if (link) toast(link.getAttribute("href"));
    });
  }

  scaleTo(scale, space) {
    this.scale = scale;
    this.space = space;
    const name = this.width ? `${this.width} px` : "Full width";
    this.caption.textContent = scale < 1 ? `${name}, drawn at ${Math.round(scale * 100)} %` : name;
    this.settle();
  }

  settle() {
    const width = this.width ?? this.space;
    const root = this.frame.contentDocument?.documentElement;
    if (this.isFilled && !root) return; // the view was left
    this.paper.style.inlineSize = `${width}px`;
    const bar = root && root.scrollWidth > root.clientWidth ? SCROLLBAR : 0;
    const height = Math.max(Math.ceil(root?.getBoundingClientRect().height ?? 0) + bar, LEAST);
    if (this.height !== height) this.frame.style.blockSize = `${height}px`;
    this.height = height;
    this.paper.style.transform = this.scale < 1 ? `scale(${this.scale})` : "";
    this.box.style.inlineSize = `${width * this.scale}px`;
    this.box.style.blockSize = `${height * this.scale}px`;
    if (this.isFilled) this.drawMarks();
  }

  drawMarks() {
    const inside = this.frame.contentDocument;
    const clip = inside.querySelector("[data-studio-clip]");
    const words = `Gmail cuts the mail about here, after ${kilobytes(store.state.size.limit)}`;
    const line = clip && make("p", { class: "clip-line" }, make("span", {}, words));
    if (line) line.style.insetBlockStart = `${clip.getBoundingClientRect().top}px`;
    fill(this.marks, line ? [line] : []);
  }

  // Where an article begins, from the top of the stage on.
  topOf(number) {
    const mark = this.frame.contentDocument?.querySelector(`[data-studio-article="${number}"]`);
    return mark ? this.box.offsetTop + mark.getBoundingClientRect().top * this.scale : null;
  }
}
