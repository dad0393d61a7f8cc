import Base
import Foundation
import Reports
import Testing

/// Who a broker lets in, and whom it refuses: judged by gale, with identities of a file.
@Suite struct IdentityTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    /// What a broker is told, whose users are the names in certificates.
    private static let access = """
        user collector
        topic readwrite #
        pattern readwrite things/%u/value
        pattern readwrite twins/%c/value

        """

    private static let refused = [
        "revoked", "expired", "not-yet-valid", "foreign", "mismatched", "no-certificate",
        "clock-skew",
    ]

    @Test
    func `Mosquitto refuses every bad identity, at the stage where it can tell`() throws {
        let mosquitto = try SecureMosquitto(in: folder, access: Self.access)
        let more = try Gale.run(
            ["provision", "--out", "fleet.db", "--add", "--devices", "80"], in: folder)
        #expect(more.status == 0, "\(more.stderr)")
        let played = try Played(
            "identity-faults", "--scale", "0.15", "--set", "identities={file: fleet.db}",
            "--broker", mosquitto.url(.mutualTLS), "--revoke-into", "papers/crl.pem",
            "--broker-pid", "\(mosquitto.pid)", in: folder)
        played.expectSuccess()
        played.expectBalance()
        for flaw in Self.refused {
            #expect(try played["identities.\(flaw).refused"] > 0, "\(flaw)")
            #expect(try played["identities.\(flaw).letIn"] == 0, "\(flaw)")
        }
        // 2.0.11 has no rule for Client Identifiers; its access file keeps to the certificate.
        #expect(try played["identities.mismatched.atTopic"] > 0)
        #expect(try played["identities.revoked.atTLS"] > 0)
        #expect(try played["identities.rotations"] > 0)
        #expect(try played["identities.rotationsFailed"] == 0)
        #expect(try played["acl.probes"] > 0 && played["acl.refused"] == played["acl.probes"])
    }

    @Test
    func `a broker that lets everybody in is found out`() throws {
        _ = try Papers(in: folder)
        let more = try Gale.run(
            ["provision", "--out", "fleet.db", "--add", "--devices", "40"], in: folder)
        #expect(more.status == 0, "\(more.stderr)")
        let port = try Port.free()
        try folder.write(
            """
            listener \(port) 127.0.0.1
            user root
            cafile papers/ca.pem
            certfile papers/server.pem
            keyfile papers/server.key
            allow_anonymous true

            """, to: "open.conf")
        let open = try Child([Mosquitto.program, "-c", "open.conf"], in: folder)
        _ = try open.line(with: " running")
        try folder.write(
            """
            name: open-door
            identities: {file: fleet.db}
            fleets:
              - {name: things, model: sensor, count: 4, identity: own, topic: "t/{client}", every: 500ms}
              - {name: naked, model: sensor, count: 3, identity: {flaw: no-certificate}}
              - {name: mismatched, model: sensor, count: 3, identity: {flaw: mismatched}}
            applications:
              - {name: collector, subscribe: {filter: t/#, qos: 1}}
            phases:
              - ramp: 1s
              - probe: {of: things, over: 1s}
              - hold: 1s
            expect:
              - identities.letIn == 0
              - acl.letIn == 0

            """, to: "open-door.yaml")
        let played = try Played(
            "open-door.yaml", "--broker", "mqtts://127.0.0.1:\(port)", in: folder)
        #expect(played.outcome.status == 1)
        #expect(try played["identities.no-certificate.letIn"] == 3)
        #expect(try played["identities.mismatched.letIn"] == 3)
        #expect(try played["identities.wronglyRefused"] == 0)
        #expect(try played["acl.letIn"] == played["acl.probes"] && played["acl.letIn"] == 8)
        #expect(try played["acl.delivered"] >= 4)
        #expect(try played["messages.lost"] == 0)
    }

    @Test
    func `what a run cannot do with identities is one sentence`() throws {
        _ = try Papers(in: folder)
        let url = "mqtts://127.0.0.1:1"
        let made = try Gale.run(["run", "secure-fleet", "--broker", url], in: folder)
        #expect(made.status == 65)
        #expect(made.stderr.contains("make them with gale provision"))
        let file = ["--set", "identities={file: fleet.db}"]
        let few = try Gale.run(["run", "secure-fleet", "--broker", url] + file, in: folder)
        #expect(few.status == 65)
        #expect(few.stderr.contains("needs 5000 things, and 2 are left"))
        let silent = try Gale.run(
            ["run", "identity-faults", "--broker", url, "--scale", "0.001"] + file, in: folder)
        #expect(silent.status == 65 && silent.stderr.contains("are left in fleet.db"))
        let plain = try Gale.run(["run", "secure-fleet", "--transport", "mqtt"], in: folder)
        #expect(plain.status == 64)
        #expect(plain.stderr.contains("need mqtts"))
        let gone = try Gale.run(
            ["run", "secure-fleet", "--set", "identities={file: none.db}"], in: folder)
        #expect(gone.status == 65)
    }
}
