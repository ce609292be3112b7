/* An SMTP server that takes everything, fast: what is left of a measurement is the client.
 *
 *   smtp_sink [-p PORT] [-l FILE] [-f PERCENT]
 *
 * -p  port on 127.0.0.1; 0 takes a free one
 * -l  append a line "RECIPIENT<tab>MESSAGE-ID" for each accepted message, before it is accepted
 * -f  percent of the messages that are answered with 451 instead, evenly spread
 *
 * The first line on standard output is "port N". It runs until SIGTERM or the end of its standard
 * input, then writes "accepted N deferred N connections N bytes N".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROOM = 1 << 18, LINE = 1024, EVENTS = 256, ID = 256 };

typedef struct {
    int fd, in_data, has_id, closing;
    size_t used;        /* bytes in buffer that are not consumed yet */
    size_t out_used;    /* bytes of replies that are not written yet */
    char recipient[ID], message_id[ID];
    char buffer[ROOM], out[1 << 14];
} Client;

static volatile sig_atomic_t stopped;
static unsigned long accepted, deferred, connections, total_bytes, judged;
static unsigned percent;
static FILE *record;
static char input_mark;     /* its address stands for standard input among the clients */

static void on_signal(int number) { (void)number; stopped = 1; }

static void say(Client *client, const char *text) {
    size_t length = strlen(text);
    if (client->out_used + length > sizeof client->out) { client->closing = 1; return; }
    memcpy(client->out + client->out_used, text, length);
    client->out_used += length;
}

static void copy(char *target, const char *from, size_t length) {
    if (length >= ID) length = ID - 1;
    memcpy(target, from, length);
    target[length] = 0;
}

/* The address between < and > of a RCPT command. */
static void take_recipient(Client *client, const char *line, size_t length) {
    const char *start = memchr(line, '<', length);
    if (!start) return;
    start++;
    const char *end = memchr(start, '>', (size_t)(line + length - start));
    if (end) copy(client->recipient, start, (size_t)(end - start));
}

static void command(Client *client, const char *line, size_t length) {
    if (!strncasecmp(line, "MAIL", 4)) say(client, "250 2.1.0 Ok\r\n");
    else if (!strncasecmp(line, "RCPT", 4)) { take_recipient(client, line, length); say(client, "250 2.1.5 Ok\r\n"); }
    else if (!strncasecmp(line, "DATA", 4)) { client->in_data = 1; client->has_id = 0; client->message_id[0] = 0; say(client, "354 Go on\r\n"); }
    else if (!strncasecmp(line, "EHLO", 4)) say(client, "250-sink\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n");
    else if (!strncasecmp(line, "QUIT", 4)) { say(client, "221 2.0.0 Bye\r\n"); client->closing = 1; }
    else if (!strncasecmp(line, "RSET", 4) || !strncasecmp(line, "HELO", 4) || !strncasecmp(line, "NOOP", 4)) say(client, "250 2.0.0 Ok\r\n");
    else say(client, "500 5.5.2 What?\r\n");
}

/* The Message-ID, wanted only where it is recorded; header fields come first. */
static void take_id(Client *client, const char *text, size_t length) {
    const char *found = memmem(text, length, "Message-ID:", 11);
    if (!found) return;
    const char *start = memchr(found, '<', (size_t)(text + length - found));
    if (!start) return;
    const char *end = memchr(start, '>', (size_t)(text + length - start));
    if (!end) return;
    copy(client->message_id, start, (size_t)(end - start) + 1);
    client->has_id = 1;
}

static void judge(Client *client) {
    judged++;
    client->in_data = 0;
    if (percent && judged * percent / 100 != (judged - 1) * percent / 100) {
        deferred++;
        say(client, "451 4.3.0 Try again later\r\n");
        return;
    }
    accepted++;
    if (record) fprintf(record, "%s\t%s\n", client->recipient, client->message_id);
    char line[64];
    snprintf(line, sizeof line, "250 2.0.0 Ok: queued as %lX\r\n", accepted);
    say(client, line);
}

/* Consume message text up to its dot; returns the bytes used. Keeps 4 that may begin the end. */
static size_t content(Client *client, const char *text, size_t length) {
    if (record && !client->has_id) take_id(client, text, length);
    const char *end = memmem(text, length, "\r\n.\r\n", 5);
    if (end) { judge(client); return (size_t)(end - text) + 5; }
    return length > 4 ? length - 4 : 0;
}

static void work(Client *client) {
    size_t at = 0;
    while (at < client->used && !client->closing) {
        char *text = client->buffer + at;
        size_t length = client->used - at;
        size_t taken;
        if (client->in_data) {
            taken = content(client, text, length);
            if (!taken || client->in_data) { at += taken; break; }
        } else {
            char *end = memchr(text, '\n', length);
            if (!end) { if (length > LINE) client->closing = 1; break; }
            taken = (size_t)(end - text) + 1;
            command(client, text, taken);
            /* an empty message has its dot at once: let it be found after a line break */
            if (client->in_data) { at += taken - 2; continue; }
        }
        at += taken;
    }
    memmove(client->buffer, client->buffer + at, client->used - at);
    client->used -= at;
}

static int flush_out(Client *client) {
    size_t at = 0;
    while (at < client->out_used) {
        ssize_t sent = send(client->fd, client->out + at, client->out_used - at, MSG_NOSIGNAL);
        if (sent < 0) return errno == EAGAIN ? 0 : -1;
        at += (size_t)sent;
    }
    client->out_used = 0;
    return client->closing ? -1 : 0;
}

/* Read what is there; -1 when the connection is over. */
static int serve(Client *client) {
    ssize_t got = recv(client->fd, client->buffer + client->used, ROOM - client->used, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) return -1;
    if (got > 0) { client->used += (size_t)got; total_bytes += (unsigned long)got; }
    work(client);
    if (record) fflush(record);
    return flush_out(client);
}

static void greet(int epoll, int listener) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Client *client = calloc(1, sizeof *client);
    if (!client) { close(fd); return; }
    client->fd = fd;
    connections++;
    say(client, "220 sink ESMTP\r\n");
    flush_out(client);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static int listening(unsigned short port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(port)};
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof name;
    if (bind(fd, (struct sockaddr *)&name, size) || listen(fd, 512)) { perror("smtp_sink"); exit(1); }
    getsockname(fd, (struct sockaddr *)&name, &size);
    printf("port %d\n", ntohs(name.sin_port));
    fflush(stdout);
    return fd;
}

int main(int count, char **words) {
    unsigned short port = 0;
    for (int option; (option = getopt(count, words, "p:l:f:")) != -1;) {
        if (option == 'p') port = (unsigned short)atoi(optarg);
        else if (option == 'f') percent = (unsigned)atoi(optarg);
        else if (option == 'l') { if (!(record = fopen(optarg, "a"))) { perror(optarg); return 1; } }
        else return 2;
    }
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    int epoll = epoll_create1(EPOLL_CLOEXEC), listener = listening(port);
    struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = NULL}, ready[EVENTS];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &wanted);
    struct epoll_event input = {.events = EPOLLIN, .data.ptr = &input_mark};
    epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input);
    while (!stopped) {
        int found = epoll_wait(epoll, ready, EVENTS, 1000);
        for (int each = 0; each < found; each++) {
            Client *client = ready[each].data.ptr;
            if (!client) greet(epoll, listener);
            else if ((void *)client == (void *)&input_mark) {
                char rest[64];
                if (read(0, rest, sizeof rest) <= 0) stopped = 1;
            } else if (serve(client)) { close(client->fd); free(client); }
        }
    }
    if (record) fclose(record);
    printf("accepted %lu deferred %lu connections %lu bytes %lu\n", accepted, deferred, connections, total_bytes);
    return 0;
}
