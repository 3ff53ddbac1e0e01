"""A real mail server (aiosmtpd) for tests: keeps what it takes as JSON lines; can refuse, put off and hang up anywhere."""
import asyncio, collections, email, email.policy, functools, json, os, ssl, sys
from aiosmtpd.smtp import AuthResult, SMTP

host, port_file, mailbox, certificate, key, mode = sys.argv[1:7]
# What goes wrong, as stage and answer: "MAIL=451 not now" always, "MAIL#2=451 not now" the second time only. Instead of an
# answer, "hang up" and "say nothing". "OFFER=PIPELINING" offers that besides.
wrongs = dict(wrong.split("=", 1) for wrong in sys.argv[7:])
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(certificate, key)
put_off, times = set(), collections.Counter()


def wrong_at(stage):
    times[stage] += 1
    return wrongs.get(stage) or wrongs.get(f"{stage}#{times[stage]}")


class Keeper:
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [*responses[:-1], *(f"250-{extension}" for extension in wrongs.get("OFFER", "").split()), responses[-1]]

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
        wrong = wrong_at("END")
        if wrong and wrong[0].isdigit():
            return wrong
        read = email.message_from_bytes(envelope.content, policy=email.policy.SMTP)
        with open(mailbox, "a", encoding="utf-8") as file:
            file.write(json.dumps({
                "from": envelope.mail_from, "to": envelope.rcpt_tos, "mail": envelope.content.decode("ascii"),
                "subject": read["subject"], "shownFrom": read["from"], "shownTo": read["to"], "text": read.get_content(),
                "tls": session.ssl is not None, "user": session.auth_data.decode() if session.auth_data else "",
                "name": session.host_name,
            }) + "\n")
        if wrong == "hang up":
            server.transport.close()
        elif wrong:
            await asyncio.Event().wait()
        return "250 taken"


def sign_in(server, session, envelope, mechanism, data):
    good = data.password.decode() == "canary-Zk3!v9Qx/7+pL"
    return AuthResult(success=good, handled=not good and False, auth_data=data.login if good else None)


class Wrong(SMTP):
    """The server, which asks before each command whether something goes wrong there."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        for stage in ("EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "QUIT"):
            self._smtp_methods[stage] = functools.partial(self.obey, stage, self._smtp_methods[stage])

    async def obey(self, stage, method, argument):
        wrong = wrong_at(stage)
        if wrong == "hang up":
            self.transport.close()
        elif wrong == "say nothing":
            await asyncio.Event().wait()
        elif wrong:
            await self.push(wrong)
        else:
            await method(argument)

    async def push(self, status):
        said = status if isinstance(status, str) else status.decode()
        stages = {"220 Ready to start TLS": "TLS", "354 End data with <CR><LF>.<CR><LF>": "TEXT"}
        stage = "GREETING" if said.endswith(self.__ident__) else stages.get(said)
        wrong = wrong_at(stage)
        if wrong != "hang up" or stage == "TEXT":
            await super().push(status if not wrong or wrong == "hang up" else wrong)
        if wrong == "hang up":
            self.transport.close()


def session():
    options = {"authenticator": sign_in, "hostname": "mail.test"}
    if mode == "implicit":
        return Wrong(Keeper(), **options, auth_required=True, auth_require_tls=False)
    if mode == "starttls":
        return Wrong(Keeper(), **options, tls_context=tls, require_starttls=True, auth_required=True)
    return Wrong(Keeper(), **options, auth_require_tls=False, auth_exclude_mechanism=["PLAIN"] if mode == "login" else [])


async def serve():
    """Listens at a port of its own choice, so that nobody else can have it, and says which."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, host, 0, ssl=tls if mode == "implicit" else None)
    with open(f"{port_file}.new", "w") as file:
        file.write(str(server.sockets[0].getsockname()[1]))
    os.rename(f"{port_file}.new", port_file)
    await server.serve_forever()


asyncio.run(serve())
