import Foundation
import Testing

/// mosquitto_pub and mosquitto_sub against `gale broker`, in both versions of MQTT.
@Suite struct MosquittoClientsTests {
    static let versions = ["mqttv311", "mqttv5"]
    /// Prints a message as one line: topic, QoS, retain flag, payload.
    static let format = ["-F", "got %t %q %r %p"]

    let folder: Workspace
    let broker: GaleBroker

    init() throws {
        folder = try Workspace()
        broker = try GaleBroker(in: folder)
    }

    private func subscribe(_ version: String, _ words: String...) throws -> Child {
        try Need.tool("/usr/bin/mosquitto_sub")
        let child = try Child(
            ["stdbuf", "-oL", "/usr/bin/mosquitto_sub", "-d", "-V", version, "-p", broker.port]
                + Self.format + words, in: folder)
        _ = try child.line(with: "Subscribed (mid:")
        return child
    }

    private func publish(_ version: String, _ words: String...) throws {
        try Need.tool("/usr/bin/mosquitto_pub")
        let outcome = try Child(
            ["/usr/bin/mosquitto_pub", "-V", version, "-p", broker.port] + words, in: folder
        ).outcome(within: 20)
        #expect(outcome.status == 0, "mosquitto_pub said \(outcome.stderr)")
    }

    @Test(arguments: versions, ["0", "1", "2"])
    func `a message arrives with the QoS it was sent with`(version: String, qos: String) throws {
        let reader = try subscribe(version, "-t", "farm/+/wind", "-q", "2", "-C", "2")
        for message in ["12", "13"] {
            try publish(version, "-t", "farm/7/wind", "-q", qos, "-m", message)
        }
        let outcome = try reader.outcome(within: 20)
        #expect(outcome.status == 0)
        #expect(
            messages(in: outcome) == ["got farm/7/wind \(qos) 0 12", "got farm/7/wind \(qos) 0 13"])
    }

    @Test(arguments: versions)
    func `a retained message greets who comes later, until it is emptied`(version: String) throws {
        try publish(version, "-t", "farm/state", "-q", "1", "-r", "-m", "calm")
        let first = try subscribe(version, "-t", "farm/#", "-q", "1", "-C", "1")
        #expect(try messages(in: first.outcome(within: 20)) == ["got farm/state 1 1 calm"])
        try publish(version, "-t", "farm/state", "-q", "1", "-r", "-n")
        let second = try subscribe(version, "-t", "farm/#", "-q", "1", "-C", "1")
        try publish(version, "-t", "farm/fence", "-q", "1", "-m", "end")
        #expect(try messages(in: second.outcome(within: 20)) == ["got farm/fence 1 0 end"])
    }

    @Test(arguments: versions)
    func `a client that is killed leaves its Will`(version: String) throws {
        let watcher = try subscribe(version, "-t", "wills/#", "-q", "1", "-C", "1")
        let doomed = try subscribe(
            version, "-t", "nothing", "--will-topic", "wills/doomed", "--will-payload", "gone",
            "--will-qos", "1")
        doomed.send(SIGKILL)
        #expect(try messages(in: watcher.outcome(within: 20)) == ["got wills/doomed 1 0 gone"])
    }

    @Test(arguments: versions)
    func `a client that says goodbye takes its Will along`(version: String) throws {
        let watcher = try subscribe(version, "-t", "wills/#", "-q", "1", "-C", "1")
        let polite = try subscribe(
            version, "-t", "nothing", "--will-topic", "wills/polite", "--will-payload", "gone",
            "--will-qos", "1", "-C", "1")
        // It leaves after its first message; on a signal it would ask for its Will.
        try publish(version, "-t", "nothing", "-q", "1", "-m", "go")
        _ = try polite.outcome(within: 20)
        try publish(version, "-t", "wills/fence", "-q", "1", "-m", "end")
        #expect(try messages(in: watcher.outcome(within: 20)) == ["got wills/fence 1 0 end"])
    }

    @Test(arguments: versions, ["1", "2"])
    func `a persistent session keeps what came while its client was away`(
        version: String, qos: String
    ) throws {
        let session = ["-i", "keeper", "-c"] + (version == "mqttv5" ? ["-x", "3600"] : [])
        let words = session + ["-t", "mail/#", "-q", "2"]
        let first = try Child(
            ["/usr/bin/mosquitto_sub", "-V", version, "-p", broker.port, "-E"] + words, in: folder)
        #expect(try first.outcome(within: 20).status == 0)
        for letter in ["a", "b", "c"] {
            try publish(version, "-t", "mail/\(letter)", "-q", qos, "-m", letter)
        }
        let second = try Child(
            ["/usr/bin/mosquitto_sub", "-V", version, "-p", broker.port, "-C", "3"] + Self.format
                + words, in: folder)
        #expect(
            try messages(in: second.outcome(within: 20))
                == ["a", "b", "c"].map { "got mail/\($0) \(qos) 0 \($0)" })
    }

    @Test(arguments: versions)
    func `a shared subscription gives each message to one of its members`(version: String) throws {
        let members = try ["ann", "bob"].map { name in
            try subscribe(version, "-t", "$share/team/jobs/#", "-t", "end", "-q", "1", "-i", name)
        }
        let witness = try subscribe(version, "-t", "jobs/#", "-q", "1", "-C", "10")
        for job in 0..<10 {
            try publish(version, "-t", "jobs/\(job)", "-q", "1", "-m", "job\(job)")
        }
        #expect(try messages(in: witness.outcome(within: 20)).count == 10)
        try publish(version, "-t", "end", "-q", "1", "-m", "end")
        var shares: [[String]] = []
        for member in members {
            _ = try member.line(with: "got end")
            member.send(SIGTERM)
            shares.append(
                messages(in: try member.outcome(within: 20)).filter { !$0.contains("end") })
        }
        #expect(Set(shares.joined()).count == 10, "some work was left undone: \(shares)")
        #expect(shares.joined().count == 10, "some work was done twice: \(shares)")
        #expect(shares.allSatisfy { !$0.isEmpty }, "one member did it all: \(shares)")
    }

    @Test(arguments: versions)
    func `IPv6 serves as IPv4 does`(version: String) throws {
        let folder = try Workspace()
        let broker = try GaleBroker(listen: "mqtt://[::1]:0", in: folder)
        #expect(broker.url.hasPrefix("mqtt://[::1]:"))
        let words = ["-V", version, "-h", "::1", "-p", broker.port, "-t", "six", "-q", "1"]
        let reader = try Child(
            ["stdbuf", "-oL", "/usr/bin/mosquitto_sub", "-d", "-C", "1"] + Self.format + words,
            in: folder)
        _ = try reader.line(with: "Subscribed (mid:")
        let writer = try Child(["/usr/bin/mosquitto_pub", "-m", "hello"] + words, in: folder)
        #expect(try writer.outcome(within: 20).status == 0)
        #expect(try messages(in: reader.outcome(within: 20)) == ["got six 1 0 hello"])
    }

    @Test
    func `a large message comes through whole`() throws {
        let reader = try subscribe("mqttv5", "-t", "large", "-q", "2", "-C", "1", "-F", "%l")
        try folder.write(String(repeating: "x", count: 900_000), to: "large")
        try publish("mqttv5", "-t", "large", "-q", "2", "-f", "large")
        let outcome = try reader.outcome(within: 20)
        #expect(outcome.stdout.contains("900000\n"), "\(outcome.stdout.suffix(300))")
    }

    private func messages(in outcome: Child.Outcome) -> [String] {
        outcome.stdout.split(separator: "\n").filter { $0.hasPrefix("got ") }.map(String.init)
    }
}
