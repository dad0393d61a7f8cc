import Base
import Foundation
import Testing

/// `gale overhead`: the same message by every transport.
@Suite struct OverheadTests {
    let folder: Workspace
    let report: [String]

    /// So little that it is quick, and enough for every row.
    static let little = ["--messages", "2", "--rounds", "2", "--turn", "5ms", "--report", "out"]

    init() throws {
        folder = try Workspace()
        report = ["overhead"] + Self.little
    }

    /// A report that was written, to be asked about its rows.
    private struct Survey {
        let json: JSON

        init(in folder: Workspace) throws {
            json = try JSON(parsing: Array(folder.read("out/overhead.json").utf8))
        }

        var rows: [JSON] { json["rows"]?.array ?? [] }
        var ids: [String] { rows.compactMap { $0["id"]?.string } }

        func row(_ id: String) throws -> JSON {
            try #require(rows.first { $0["id"]?.string == id }, "there is no row \(id)")
        }

        /// A figure of a row, at a path such as `bytes.total`.
        func figure(_ id: String, _ path: String) throws -> Double {
            var json = try row(id)
            for step in path.split(separator: ".") {
                json = try #require(json[String(step)], "\(id) has no \(path)")
            }
            return try #require(json.number, "\(id) \(path) is \(json)")
        }
    }

    private static let layers = [
        "payload", "topic", "mqtt", "webSocket", "webSocketUpgrade", "http", "tlsRecords",
        "tlsHandshake", "tcpIP",
    ]

    @Test func `every transport has its rows, and their bytes are what the layers say`() throws {
        let outcome = try Gale.run(
            report + ["--payload", "128", "--topic", "meters/4711/energy"], in: folder)
        try #require(outcome.status == 0 && outcome.stderr.isEmpty, "\(outcome.stderr)")
        let survey = try Survey(in: folder)
        #expect(
            survey.ids
                == [0, 1].flatMap { qos in
                    ["mqtt", "mqtts", "ws", "wss", "http", "https"].map { "\($0)-qos\(qos)-kept" }
                        + ["https-qos\(qos)-perMessage"]
                })
        for id in survey.ids {
            let isHTTP = id.hasPrefix("http")
            #expect(try survey.figure(id, "bytes.payload") == 128)
            #expect(try survey.figure(id, "bytes.topic") == 18)
            let sum = try Self.layers.reduce(0) { try $0 + survey.figure(id, "bytes.\($1)") }
            #expect(try abs(survey.figure(id, "bytes.total") - sum) < 1e-6)
            // PUBLISH with its lengths and no properties; PUBACK with the reason that nobody
            // subscribes.
            let mqtt = isHTTP ? 0 : id.contains("qos1") ? 1 + 2 + 2 + 2 + 1 + 5 : 1 + 2 + 2 + 1
            #expect(try survey.figure(id, "bytes.mqtt") == Double(mqtt), "\(id)")
            #expect(try survey.figure(id, "rate") > 0 && survey.figure(id, "cpuPerMessage") > 0)
            if id.hasSuffix("kept") {
                #expect(try survey.figure(id, "opening.bytes.tcpIP") > 6 * 52, "\(id)")
                #expect(try survey.figure(id, "opening.bytes.payload") == 0)
                #expect(try survey.figure(id, "opening.time") > 0)
                // Two segments at the least.
                #expect(try survey.figure(id, "bytes.tcpIP") >= 2 * 52, "\(id)")
            }
            if !isHTTP {
                #expect(try survey.figure(id, "idle.bytesPerPing.mqtt") == 4, "\(id)")
            }
        }
        #expect(survey.json["path"] == "loopback" && survey.json["insecure"] == false)
        // Nothing went wrong, and the books balance.
        for note in survey.json["notes"]?.array ?? [] {
            let text = note.string ?? ""
            #expect(!text.contains("could not") && !text.contains("balance"), "\(text)")
        }
        for name in ["overhead.txt", "overhead.md", "overhead.html"] {
            #expect(try folder.read("out/\(name)").contains("MQTT over TLS at QoS 1"))
        }
        #expect(outcome.stdout.hasPrefix("MQTT over TLS at QoS 1: "))
    }

    @Test func `each layer costs what it must`() throws {
        let outcome = try Gale.run(report, in: folder)
        try #require(outcome.status == 0, "\(outcome.stderr)")
        let survey = try Survey(in: folder)
        func total(_ id: String) throws -> Double { try survey.figure(id, "bytes.total") }
        for qos in 0...1 {
            let (mqtt, mqtts) = try (total("mqtt-qos\(qos)-kept"), total("mqtts-qos\(qos)-kept"))
            let (ws, wss) = try (total("ws-qos\(qos)-kept"), total("wss-qos\(qos)-kept"))
            let https = try total("https-qos\(qos)-kept")
            #expect(mqtt < mqtts && mqtt < ws && mqtts < wss && wss < https)
            #expect(try https < total("https-qos\(qos)-perMessage") / 3)
            // A record of TLS 1.3 has 5 bytes of header, 16 of tag and 1 that tells its kind.
            let records = Double(1 + qos) * 22
            #expect(try survey.figure("mqtts-qos\(qos)-kept", "bytes.tlsRecords") == records)
            #expect(try survey.figure("mqtts-qos\(qos)-kept", "opening.bytes.tlsHandshake") > 2000)
            #expect(try survey.figure("mqtts-qos\(qos)-kept", "opening.roundTrips") == 3)
            #expect(try survey.figure("wss-qos\(qos)-kept", "opening.roundTrips") == 4)
            #expect(try survey.figure("ws-qos\(qos)-kept", "opening.bytes.webSocketUpgrade") > 200)
            // A frame of a client has 2 bytes of header and 4 of mask, and 2 more from 126 bytes.
            let frames = qos == 0 ? 8.0 : 10
            #expect(try survey.figure("ws-qos\(qos)-kept", "bytes.webSocket") == frames)
            #expect(try survey.figure("https-qos\(qos)-kept", "responseBody") > 0)
        }
        #expect(try survey.figure("mqtt-qos1-kept", "rateAlone") > 0)
        #expect(try survey.row("mqtt-qos0-kept")["rateAlone"] == .null)
        let changes = try #require(survey.json["whatIfs"]?.array)
        #expect(
            changes.map { $0["change"]?.string } == [
                "topicAlias", "shorterTopic", "longerKeepAlive", "sessionResumption",
                "sessionResumption", "sessionResumption",
            ])
        for change in changes { #expect(change["saved"]?.number ?? 0 > 0, "\(change)") }
        // Those that come with gale.
        let names = survey.json["priceLists"]?.array?.compactMap { $0["tariff"]?.string } ?? []
        #expect(names.contains("cloud-512") && names.contains("satellite-ip"), "\(names)")
    }

    @Test func `TLS 1.2, MQTT 3.1.1 and a tariff of one's own`() throws {
        try folder.write(
            """
            tariffs:
              mine:
                about: One unit a message
                currency: EUR
                as-of: 2026-11-26
                messages: {price: 1.00, per: 1, block: 5KB}

            """, to: "mine.yaml")
        let outcome = try Gale.run(
            report + [
                "--tls-version", "1.2", "--mqtt", "3.1.1", "--tariff", "mine.yaml", "--interval",
                "30m", "--keep-alive", "1200s", "-q",
            ], in: folder)
        try #require(outcome.status == 0, "\(outcome.stderr)")
        #expect(outcome.stdout.split(separator: "\n").count == 1)
        let survey = try Survey(in: folder)
        #expect(try survey.figure("mqtts-qos1-kept", "opening.roundTrips") == 4)
        #expect(try survey.figure("mqtt-qos0-kept", "bytes.mqtt") == 1 + 1 + 2)
        #expect(try survey.figure("mqtt-qos0-kept", "idle.keepAlive") == 1200e9)
        let lists = try #require(survey.json["priceLists"]?.array)
        #expect(lists.map { $0["tariff"]?.string } == ["mine"])
        let price = try #require(lists[0]["prices"]?.array?.first)
        #expect(price["perMonth"]?.number == 1440)
    }

    @Test func `a broker that is named is measured, and nothing else`() throws {
        let broker = try Mosquitto(in: folder)
        let outcome = try Gale.run(report + ["--broker", broker.url], in: folder)
        try #require(outcome.status == 0, "\(outcome.stderr)")
        let survey = try Survey(in: folder)
        #expect(survey.ids == ["mqtt-qos0-kept", "mqtt-qos1-kept"])
        #expect(try survey.figure("mqtt-qos1-kept", "bytes.payload") == 100)
        let servers = try #require(survey.json["servers"]?.array)
        #expect(servers.map { $0["url"]?.string } == [broker.url])
        #expect(servers.map { $0["embedded"] } == [false])
        #expect(outcome.stdout.contains("HTTPS and MQTT over TLS were not both measured"))
    }

    @Test(arguments: [
        (["--messages", "0"], "--messages wants a whole number from 1"),
        (["--topic", "a/#"], "--topic wants the name of a topic"),
        (["--turn", "2h"], "--turn: 2h is outside 1ms…1m"),
        (["--keep-alive", "x"], "no duration"),
        (["--mqtt", "4"], "3.1.1 or 5.0"),
        (["--resume"], "there is no option --resume"),
        (["--insecure"], "--insecure is for brokers of --broker URL"),
        (["--cert", "x.pem"], "--cert is for brokers of --broker URL"),
        (["--sigv4", "eu-west-1"], "--sigv4 is for brokers of --broker URL"),
        (["--broker", "mqtt://127.0.0.1:1", "--insecure"], "has no TLS"),
        (["--broker", "mqtt://127.0.0.1:1", "--sigv4", "eu-west-1"], "signs requests of HTTP"),
        (["--broker", "mqtt://127.0.0.1:1", "--broker", "mqtt://[::1]:2"], "are one transport"),
        (["--broker", "unix:///tmp/x"], "has neither TCP nor IP"),
        (["--broker", "ftp://127.0.0.1"], "is no scheme of a broker URL"),
        (["surplus"], "takes no operand"),
    ])
    func `bad usage is told in a sentence`(words: [String], says: String) throws {
        let outcome = try Gale.run(report + words, in: folder)
        #expect(outcome.status == 64, "\(outcome.stderr)")
        #expect(outcome.stderr.hasPrefix("gale: ") && outcome.stderr.contains(says))
        #expect(outcome.stdout.isEmpty && folder.files.isEmpty, "\(folder.files)")
    }

    @Test func `a broker that is not there leaves nothing behind`() throws {
        for scheme in ["mqtt", "mqtts", "ws", "http"] {
            let place = "127.0.0.1:\(try Port.free())"
            let outcome = try Gale.run(report + ["--broker", "\(scheme)://\(place)"], in: folder)
            #expect(outcome.status == 69 && outcome.stderr.contains(place), "\(outcome.stderr)")
            #expect(outcome.stderr.split(separator: "\n").count == 1)
            #expect(!folder.has("out"))
        }
    }

    @Test func `a tariff that cannot be read is told with its place`() throws {
        try folder.write("tariffs:\n  mine:\n    about: x\n    prise: 3\n", to: "bad.yaml")
        let outcome = try Gale.run(report + ["--tariff", "bad.yaml"], in: folder)
        #expect(outcome.status == 65 && outcome.stderr.hasPrefix("gale: bad.yaml:4:5: "))
        #expect(outcome.stderr.contains("prise") && outcome.stdout.isEmpty, "\(outcome.stderr)")
        let none = try Gale.run(report + ["--tariff", "none.yaml"], in: folder)
        #expect(none.status == 65 && none.stderr.contains("none.yaml"), "\(none.stderr)")
        #expect(!folder.has("out"))
    }

    @Test func `a signal ends it without a report`() throws {
        let child = try Gale.start(
            ["overhead", "--messages", "10000", "--report", "out"], in: folder)
        let since = Clock.now
        // Its folder is made when its servers stand.
        while !folder.has("out"), Clock.now - since < 20 { poll(nil, 0, 10) }
        child.send(SIGINT)
        let outcome = try child.outcome(within: 20)
        #expect(outcome.status == 130, "\(outcome.stderr)")
        #expect(outcome.stderr.hasPrefix("gale: interrupted") && !folder.has("out"))
    }
}
