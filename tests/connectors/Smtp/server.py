"""A real mail server (aiosmtpd) for tests: keeps what it takes as JSON lines, and can refuse or put off recipients."""
import json, ssl, sys, time
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, SMTP

port, mailbox, certificate, key, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5]
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(certificate, key)
put_off = set()


class Keeper:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("nobody"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later") and address not in put_off:
            put_off.add(address)
            return "450 4.2.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if b"REFUSE-THIS" in envelope.content:
            return "554 5.7.1 not wanted"
        with open(mailbox, "a", encoding="utf-8") as file:
            file.write(json.dumps({
                "from": envelope.mail_from, "to": envelope.rcpt_tos, "mail": envelope.content.decode("ascii"),
                "tls": session.ssl is not None, "user": session.auth_data.decode() if session.auth_data else "",
                "name": session.host_name,
            }) + "\n")
        return "250 taken"


def sign_in(server, session, envelope, mechanism, data):
    good = data.password.decode() == "canary-Zk3!v9Qx/7+pL"
    return AuthResult(success=good, handled=not good and False, auth_data=data.login if good else None)


class Mail(Controller):
    def factory(self):
        if mode == "implicit":
            return SMTP(self.handler, authenticator=sign_in, auth_required=True, auth_require_tls=False)
        if mode == "starttls":
            return SMTP(self.handler, tls_context=tls, require_starttls=True, authenticator=sign_in, auth_required=True)
        return SMTP(self.handler, authenticator=sign_in, auth_require_tls=False, auth_exclude_mechanism=["PLAIN"] if mode == "login" else [])


Mail(Keeper(), hostname="127.0.0.1", port=port, ssl_context=tls if mode == "implicit" else None).start()
print("ready", flush=True)
while True:
    time.sleep(3600)
