"""A fake Amazon SES, version 2 of its API.

https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html and API_GetAccount.html.
Signatures are derived anew from the request as it came in, after
https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html.
"""

import hashlib
import hmac
import re
from base64 import b64decode
from dataclasses import dataclass, field

from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

KEY_ID, SECRET, REGION = "AKIDOFATEST", "aws-secret-of-a-test", "eu-west-1"
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(\S+)/(\d{8})/(\S+)/(\S+)/aws4_request, "
    r"SignedHeaders=(\S+), Signature=([0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that was taken."""

    recipient: str
    raw: bytes
    tags: dict[str, str]
    configuration_set: str | None


@dataclass
class FakeSes(Fake):
    """``taken`` holds what was taken. ``blocked`` addresses are refused one by one.

    ``send_only``: the key may do nothing but send. ``error``: the name of an error that every
    mail gets, with its status.
    """

    taken: list[Taken] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    send_only: bool = False
    error: tuple[str, int] | None = None

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """Sending, and the account."""
        return [
            ("POST", "/v2/email/outbound-emails", self.send),
            ("GET", "/v2/email/account", self.account),
        ]

    def account(self, asked: Asked) -> Says:
        """GetAccount: quotas, and whether it is out of the sandbox."""
        if refusal := signature_fault(asked):
            return refusal
        if self.send_only:
            return fault("AccessDeniedException", 403, "not authorized to perform ses:GetAccount")
        quota = {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 12.0}
        return Says(
            200,
            {"SendQuota": quota, "SendingEnabled": True, "ProductionAccessEnabled": True},
        )

    def send(self, asked: Asked) -> Says:
        """SendEmail with Content.Raw."""
        if refusal := signature_fault(asked):
            return refusal
        if faults := faults_of_ours("ses-send-email", asked.json):
            return fault("BadRequestException", 400, "; ".join(faults))
        if self.error:
            return fault(*self.error, "as the test wants it")
        return self._commit(asked)

    def _commit(self, asked: Asked) -> Says:
        recipient = asked.json["Destination"]["ToAddresses"][0]
        if recipient in self.blocked:
            return fault("MessageRejected", 400, "Address blacklisted.")
        tags = {one["Name"]: one["Value"] for one in asked.json.get("EmailTags", [])}
        raw = b64decode(asked.json["Content"]["Raw"]["Data"])
        self.taken.append(Taken(recipient, raw, tags, asked.json.get("ConfigurationSetName")))
        return Says(200, {"MessageId": f"0102018b-{len(self.taken):08}-000000"})


def fault(kind: str, status: int, words: str) -> Says:
    """An error: its name in a header, with an address behind a colon, and its words."""
    header = f"{kind}:http://internal.amazon.com/coral/com.amazonaws.services.sesv2/"
    return Says(status, {"message": words}, {"x-amzn-ErrorType": header})


def signature_fault(asked: Asked) -> Says | None:
    """What is wrong with the signature of a request, if anything is."""
    found = _AUTHORIZATION.fullmatch(asked.headers.get("Authorization") or "")
    if not found:
        return fault("MissingAuthenticationTokenException", 403, "Missing Authentication Token")
    key, day, region, service, names, signature = found.groups()
    if (key, region, service) != (KEY_ID, REGION, "ses"):
        return fault("UnrecognizedClientException", 403, "The security token is invalid.")
    headers = "".join(f"{name}:{asked.headers[name]}\n" for name in names.split(";"))
    digest = hashlib.sha256(asked.body).hexdigest()
    canonical = f"{asked.method}\n{asked.path}\n\n{headers}\n{names}\n{digest}"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    scope = f"{day}/{region}/{service}/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{asked.headers['X-Amz-Date']}\n{scope}\n{hashed}"
    secret = b"AWS4" + SECRET.encode()
    for word in scope.split("/"):
        secret = hmac.digest(secret, word.encode(), "sha256")
    if hmac.new(secret, text.encode(), "sha256").hexdigest() != signature:
        return fault("InvalidSignatureException", 403, "The request signature does not match.")
    return None
