import Foundation
import Testing

/// `gale broker` and `gale sink` with certificates, before clients that others wrote.
@Suite struct BrokerTLSTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    /// Makes an identity file of `count` things, and its PEM files in `pem`.
    private func provision(_ count: Int = 3) throws {
        try gale("provision", "--out", "fleet.db", "--devices", "\(count)")
        try gale("provision", "--out", "fleet.db", "--export", "pem")
    }

    private func gale(_ words: String...) throws {
        let outcome = try Gale.run(words, in: folder)
        try #require(outcome.status == 0, "\(words): \(outcome.stderr)")
    }

    /// A server of ours and the port of each of its listeners.
    private func serve(
        _ schemes: [String], _ words: String..., as command: String = "broker"
    ) throws -> (child: Child, ports: [String: String]) {
        let listen = schemes.flatMap { ["--listen", "\($0)://127.0.0.1:0"] }
        let child = try Gale.start([command] + listen + words, in: folder)
        var ports: [String: String] = [:]
        for scheme in schemes {
            let line = try child.line(with: "Listening on \(scheme)://")
            ports[scheme] = String(line.split(separator: ":").last!)
        }
        return (child, ports)
    }

    /// What makes a Mosquitto client show a thing's certificate.
    private func showing(_ thing: String?, at port: String?) -> [String] {
        let own = thing.map { ["--cert", "pem/things/\($0).pem", "--key", "pem/things/\($0).key"] }
        return ["-p", port ?? "", "--cafile", "pem/ca.pem"] + (own ?? [])
    }

    private func subscribe(_ words: [String]) throws -> Child {
        try Need.tool("/usr/bin/mosquitto_sub")
        let child = try Child(
            ["stdbuf", "-oL", "/usr/bin/mosquitto_sub", "-d", "-V", "mqttv5"] + words, in: folder)
        _ = try child.line(with: "Subscribed (mid:")
        return child
    }

    private func publish(_ words: [String]) throws -> Child.Outcome {
        try Need.tool("/usr/bin/mosquitto_pub")
        return try Child(["/usr/bin/mosquitto_pub", "-q", "1"] + words, in: folder)
            .outcome(within: 20)
    }

    @Test func `Mosquitto's clients come in with their certificates, and not without`() throws {
        try provision()
        let (_, ports) = try serve(["mqtts"], "--identities", "fleet.db")
        let port = ports["mqtts"]
        let reader = try subscribe(showing("thing-1", at: port) + ["-t", "#", "-C", "1"])
        for version in ["tlsv1.2", "tlsv1.3"] {
            let refused = try publish(
                showing(nil, at: port) + ["--tls-version", version, "-t", "a", "-m", "no"])
            #expect(refused.status != 0, "\(version)")
        }
        let sent = try publish(showing("thing-2", at: port) + ["-t", "wind", "-m", "12"])
        #expect(sent.status == 0, "\(sent.stderr)")
        let outcome = try reader.outcome(within: 20)
        #expect(outcome.status == 0)
        #expect(outcome.stdout.contains("\n12\n") && !outcome.stdout.contains("\nno\n"))
    }

    @Test func `Paho comes by WebSocket and Python's HTTP client posts, both with certificates`()
        throws
    {
        try provision()
        let (_, ports) = try serve(["wss", "https", "mqtts"], "--identities", "fleet.db")
        for version in ["3.1.1", "5.0"] {
            try Python.run(
                "secure.py",
                [ports["wss"]!, version, "layers", ports["https"]!, ports["mqtts"]!], in: folder)
        }
    }

    @Test func `SIGHUP drops whom the file revokes, and keeps all others`() throws {
        try provision()
        let (broker, ports) = try serve(["mqtts"], "--identities", "fleet.db")
        let port = ports["mqtts"]
        let bad = try subscribe(showing("thing-1", at: port) + ["-t", "#"])
        let good = try subscribe(showing("thing-2", at: port) + ["-t", "#", "-C", "1"])
        try gale("provision", "--out", "fleet.db", "--revoke", "thing-1")
        broker.send(SIGHUP)
        _ = try broker.line(with: "read anew")
        // 152: by an administrator (5.0 §3.14.2.1).
        _ = try bad.line(with: "Received DISCONNECT (152)")
        let refused = try publish(showing("thing-1", at: port) + ["-t", "a", "-m", "no"])
        #expect(refused.status != 0)
        let sent = try publish(showing("thing-3", at: port) + ["-t", "a", "-m", "yes"])
        #expect(sent.status == 0, "\(sent.stderr)")
        #expect(try good.outcome(within: 20).stdout.contains("\nyes\n"))

        // What cannot be read changes nothing.
        try folder.write("no database", to: "fleet.db")
        broker.send(SIGHUP)
        _ = try broker.line(with: "all stays as it was")
        #expect(try publish(showing("thing-3", at: port) + ["-t", "a", "-n"]).status == 0)
        #expect(try publish(showing("thing-1", at: port) + ["-t", "a", "-n"]).status != 0)
        broker.send(SIGTERM)
        #expect(try broker.outcome(within: 10).status == 0)
    }

    @Test func `PEM files, a version of TLS and a cipher may be chosen, and keys be logged`()
        throws
    {
        try provision(1)
        let (_, ports) = try serve(
            ["mqtts"], "--cert", "pem/server.pem", "--key", "pem/server.key", "--cafile",
            "pem/ca.pem", "--crl", "pem/crl.pem", "--tls-version", "1.2", "--ciphers",
            "ECDHE-ECDSA-AES256-GCM-SHA384", "--alpn", "mqtt", "--key-log", "keys.txt")
        let port = ports["mqtts"]!
        func handshake(_ words: String...) throws -> Child.Outcome {
            try Child(
                [
                    "openssl", "s_client", "-brief", "-CAfile", "pem/ca.pem", "-connect",
                    "127.0.0.1:\(port)",
                ] + words, in: folder
            ).outcome(within: 20)
        }
        let good = try handshake("-alpn", "mqtt")
        #expect(good.stderr.contains("TLSv1.2"), "\(good.stderr)")
        #expect(good.stderr.contains("ECDHE-ECDSA-AES256-GCM-SHA384"))
        #expect(good.stderr.contains("Verification: OK"))
        for words in [["-tls1_3"], ["-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"], ["-alpn", "h2"]] {
            let bad = try Child(
                ["openssl", "s_client", "-brief", "-connect", "127.0.0.1:\(port)"] + words,
                in: folder
            ).outcome(within: 20)
            #expect(bad.status != 0, "\(words)")
        }
        #expect(try folder.read("keys.txt").hasPrefix("CLIENT_RANDOM "))
        // A certificate is asked for and not required.
        #expect(try publish(showing(nil, at: port) + ["-t", "a", "-n"]).status == 0)
        #expect(try publish(showing("thing-1", at: port) + ["-t", "a", "-n"]).status == 0)
    }

    @Test func `things without certificates come by password or token, others by certificate`()
        throws
    {
        try folder.write(
            "name,user_name,password,token\npump,anna,pa55,\nfan,,,t0ken\n", to: "things.csv")
        try gale("provision", "--out", "fleet.db", "--from", "things.csv")
        try gale("provision", "--out", "fleet.db", "--devices", "1", "--add")
        try gale("provision", "--out", "fleet.db", "--export", "pem")
        let (_, ports) = try serve(["mqtts"], "--identities", "fleet.db")
        let port = ports["mqtts"]
        let made = try #require(
            folder.files.first { $0.hasPrefix("pem/things/") && $0.hasSuffix(".key") })
        let thing = String(made.dropFirst("pem/things/".count).dropLast(4))
        let end = ["-t", "a", "-n"]
        let nobody = showing(nil, at: port)
        #expect(try publish(showing(thing, at: port) + end).status == 0)
        #expect(try publish(nobody + ["-u", "anna", "-P", "pa55"] + end).status == 0)
        #expect(try publish(nobody + ["-u", "anna", "-P", "wrong"] + end).status != 0)
        let asking = "fan?x-amz-customauthorizer-name=gale&token="
        #expect(try publish(nobody + ["-u", asking + "t0ken"] + end).status == 0)
        #expect(try publish(nobody + ["-u", asking + "wrong"] + end).status != 0)
        #expect(try publish(nobody + ["-u", "fan", "-P", "t0ken"] + end).status == 0)
        #expect(try publish(nobody + end).status != 0)
    }

    @Test func `the sink counts what comes through every layer`() throws {
        try provision(1)
        let (sink, ports) = try serve(
            ["mqtts", "wss", "https"], "--identities", "fleet.db", as: "sink")
        #expect(
            try publish(showing("thing-1", at: ports["mqtts"]) + ["-t", "a", "-m", "x"]).status == 0
        )
        try Python.run("secure.py", [ports["wss"]!, "5.0", "sink", ports["https"]!], in: folder)
        sink.send(SIGINT)
        let said = try sink.outcome(within: 10).stdout
        #expect(said.contains("connections    3\n"), "\(said)")
        #expect(said.contains("publishes QoS 1  3\n") && !said.contains("not MQTT"), "\(said)")
    }

    /// Options, exit code, and a word of the sentence.
    @Test(arguments: [
        (["--listen", "mqtts://127.0.0.1:0"], 64, "gale provision"),
        (["--listen", "wss://127.0.0.1:0", "--cert", "pem/ca.pem"], 64, "--key FILE"),
        (["--cert", "pem/server.pem", "--key", "pem/server.key"], 64, "--listen mqtts://"),
        (["--listen", "https://127.0.0.1:0", "--require-certificate"], 64, "--cafile"),
        (["--listen", "mqtts://127.0.0.1:0", "--crl", "pem/crl.pem"], 64, "--cafile"),
        (
            ["--listen", "mqtts://127.0.0.1:0", "--identities", "fleet.db", "--cafile", "x"], 64,
            "leave out --cafile"
        ),
        (
            ["--listen", "mqtts://127.0.0.1:0", "--identities", "fleet.db", "--ciphers", "NONE"],
            64, "openssl ciphers"
        ),
        (["--tls-version", "1.1"], 64, "1.2 or 1.3"),
        (["--listen", "mqtts://127.0.0.1:0", "--identities", "none.db"], 65, "none.db"),
        (["--listen", "mqtts://127.0.0.1:0", "--identities", "pem/ca.pem"], 65, "pem/ca.pem"),
        (
            ["--listen", "mqtts://127.0.0.1:0", "--cert", "pem/server.pem", "--key", "pem/x.key"],
            65, "pem/x.key"
        ),
        (
            [
                "--listen", "mqtts://127.0.0.1:0", "--cert", "pem/server.pem", "--key",
                "pem/things/thing-1.key",
            ], 65, "does not belong"
        ),
        (
            [
                "--listen", "mqtts://127.0.0.1:0", "--cert", "pem/server.pem", "--key",
                "pem/server.key", "--cafile", "pem/server.key",
            ], 65, "pem/server.key"
        ),
    ])
    func `what cannot be served is told in one sentence`(
        _ words: [String], _ status: Int32, _ word: String
    ) throws {
        try provision(1)
        for command in ["broker", "sink"] {
            let outcome = try Gale.run([command] + words, in: folder)
            #expect(outcome.status == status, "\(command): \(outcome.stderr)")
            #expect(outcome.stderr.contains(word), "\(command): \(outcome.stderr)")
            #expect(outcome.stderr.split(separator: "\n").count == 1, "\(outcome.stderr)")
            #expect(outcome.stdout.isEmpty)
        }
    }
}
