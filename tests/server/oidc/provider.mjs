// A real OpenID provider for the tests of signing in: the npm package oidc-provider with its development pages.
// Its keys are its argument: Node 18 now and then locks itself out when it writes a key of its own as JSON.
// Writes its issuer to standard output and ends when standard input does.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const people = {
  "u-17": { preferred_username: "ana", name: "Ana Silva", zoneinfo: "Europe/Lisbon", groups: ["release", "admins"] },
  "u-18": { preferred_username: "Bo", name: "Bo <b>Lindqvist</b>", zoneinfo: "nowhere", groups: ["release"] },
  "u-19": { preferred_username: "../admin", name: "Mallory", groups: ["unknown"] },
};

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const client = (id, alg, more) => ({
    client_id: id,
    // A native client may come back to any port of this machine, and tests take free ones.
    application_type: "native",
    redirect_uris: ["http://127.0.0.1/sign-in/callback"],
    grant_types: ["authorization_code"],
    response_types: ["code"],
    id_token_signed_response_alg: alg,
    ...more,
  });
  const provider = new Provider(issuer, {
    clients: [
      client("lull", "RS256", { client_secret: "a secret: with / signs & spaces", token_endpoint_auth_method: "client_secret_basic" }),
      client("lull-public", "ES256", { token_endpoint_auth_method: "none" }),
    ],
    jwks: { keys: JSON.parse(process.argv[2]) },
    cookies: { keys: ["a key for cookies of tests"] },
    claims: { openid: ["sub"], profile: ["preferred_username", "name", "zoneinfo", "groups"] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
