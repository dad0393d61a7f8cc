import Base
import Foundation
import Reports
import Testing

/// WebSocket and HTTP servers that do one thing wrong, or one thing rarely seen.
@Suite(.serialized) struct BadWebTests {
    let folder: Workspace

    init() throws {
        folder = try Workspace()
        try folder.write(Ways.posts, to: "posts.yaml")
    }

    private func serve(_ deed: String, _ scheme: String) throws -> String {
        let port = try Python.serve("bad_web.py", [deed], in: folder).port
        return "\(scheme)://127.0.0.1:\(port)" + (scheme == "ws" ? "/mqtt" : "")
    }

    private func play(_ url: String, _ words: String...) throws -> Played {
        let played = try Played(
            Gale.start(
                ["run", "posts.yaml", "--broker", url, "--report", "report"] + words, in: folder),
            in: folder, within: 30)
        played.expectBalance()
        return played
    }

    /// What a server answers to the upgrade, and what is said of it after its URL.
    @Test(arguments: [
        (
            "page",
            ": the server answers the WebSocket upgrade with 200 OK: an ordinary page is there, no "
                + "WebSocket; check the path; it says “hello”"
        ),
        (
            "forbidden",
            ": the server answers the WebSocket upgrade with 403 Forbidden: this identity, "
                + "signature or clock is not accepted; it says “hello”"
        ),
        (
            "wrong-key",
            ": the server's answer to the WebSocket upgrade has a sec-websocket-accept that does "
                + "not belong to the key that was sent; a cache or another protocol may have "
                + "answered"
        ),
        (
            "no-protocol",
            ": the server's answer to the WebSocket upgrade names no sub-protocol; “mqtt” was "
                + "offered, and MQTT needs it [MQTT-6.0.0-3]"
        ),
        ("half-upgrade", " closed the connection during the WebSocket handshake"),
        ("silent-upgrade", " did not finish the WebSocket handshake in time"),
    ])
    func `who answers an upgrade otherwise is no broker`(deed: String, sentence: String) throws {
        let url = try serve(deed, "ws")
        let outcome = try Gale.run(
            "run", "posts.yaml", "--broker", url, "--report", "report", in: folder, within: 20)
        #expect(outcome.status == 69)
        #expect(outcome.stderr == "gale: \(url)\(sentence)\n")
        #expect(!folder.has("report"))
    }

    @Test(arguments: [
        (
            "text",
            ": the peer sent a WebSocket text frame; MQTT travels in binary frames [MQTT-6.0.0-1]"
        ),
        (
            "huge",
            ": the peer announced a WebSocket frame of 1073741824 bytes, which makes its message "
                + "longer than the 268500996 that are let through"
        ),
        ("masked", ": the server sent a WebSocket frame under a mask (RFC 6455 §5.1)"),
        ("closes", " closed the WebSocket with code 1008: come back on Monday"),
    ])
    func `a bad frame ends the connection with its reason`(deed: String, sentence: String) throws {
        let url = try serve(deed, "ws")
        let played = try play(url)
        #expect(played.outcome.status == 1)
        #expect(played.faults == [url + sentence])
        #expect(try played["fleet.connected"] == 0 && played["messages.published"] == 0)
        let count = try #require(played.report["faults"]?.array?.first?.value(at: "count"))
        #expect(try count >= 2 && played["fleet.connectFailures"] == count)
        // What was announced was never made room for.
        #expect(try played["generator.maxResidentBytes"] < 200e6)
    }

    @Test func `MQTT in fragments of a byte, with pings between, is MQTT`() throws {
        let played = try play(try serve("fragments", "ws"))
        #expect(played.outcome.status == 0 && played.faults.isEmpty)
        let published = try played["messages.published"]
        #expect(try published > 6 && played["messages.acknowledged"] == published)
    }

    /// What an HTTP server does, what is said of it after its URL, and whether it takes messages.
    @Test(arguments: [
        (
            "no-length",
            ": an HTTP answer without length: neither content-length nor chunks, on a connection "
                + "that stays open (status 200)", false
        ),
        ("garbage", ": “SSH-2.0-OpenSSH_9.2” is no first line of an HTTP answer", false),
        ("half", ": the peer closed the connection after 42 bytes of an HTTP answer", false),
        ("twice", " answered by HTTP what nobody had asked", true),
        (
            "one-each", " closes the connection after an answer, which says “connection: close”",
            true
        ),
    ])
    func `an answer that is none ends the connection`(
        deed: String, sentence: String, takes: Bool
    ) throws {
        let url = try serve(deed, "http")
        let played = try play(url)
        #expect(played.faults == [url + sentence])
        #expect(try played["messages.published"] > 6)
        #expect((try played["messages.acknowledged"] > 1) == takes)
        #expect(try played["fleet.connected"] == 3 && played["fleet.reconnects"] > 0)
    }

    /// A status, what it means in MQTT 5.0, and what it says in 3.1.1, which knows no refusal.
    @Test(arguments: [
        ("500", "unspecified error (0x80)", "500 Internal Server Error"),
        ("413", "implementation specific error (0x83)", "413 Content Too Large"),
        ("401", "not authorized (0x87)", "401 Unauthorized"),
    ])
    func `a refusal is a refusal`(deed: String, reason: String, status: String) throws {
        let url = try serve(deed, "http")
        let played = try play(url)
        #expect(played.faults == ["the broker refused a message: \(reason)"])
        #expect(try played["messages.acknowledged"] == 0 && played["fleet.reconnects"] == 0)
        let count = try #require(played.report["faults"]?.array?.first?.value(at: "count"))
        #expect(try count == played["messages.published"])
        let older = try play(url, "--set", "fleets.all.mqtt=3.1.1")
        #expect(older.faults == ["\(url) answered \(status) to a message"])
        #expect(try older["messages.acknowledged"] == 0 && older["fleet.reconnects"] > 0)
    }

    @Test func `chunks are as good as a length`() throws {
        let played = try play(try serve("chunked", "http"))
        #expect(played.outcome.status == 0 && played.faults.isEmpty)
        let published = try played["messages.published"]
        #expect(try published > 6 && played["messages.acknowledged"] == published)
    }

    @Test func `a server that never answers is not waited for`() throws {
        let url = try serve("silent", "http")
        let began = Clock.now
        let played = try play(url, "--set", "drain=11s")
        #expect(Clock.now - began < 20)
        #expect(played.faults == ["\(url) did not answer a POST within 10 s"])
        #expect(try played["messages.acknowledged"] == 0)
    }

    @Test(arguments: [
        (["--set", "fleets.all.qos=2"], "knows QoS 0 and 1, and all publishes at QoS 2"),
        (
            ["--set", "applications=[{name: back, subscribe: [a]}]"],
            "only publishes, and applications subscribe; write --back-end with a way for them, such "
                + "as mqtts://"
        ),
    ])
    func `what HTTP cannot do is told beforehand`(options: [String], sentence: String) throws {
        let url = try serve("chunked", "http")
        let outcome = try Gale.run(["run", "posts.yaml", "--broker", url] + options, in: folder)
        #expect(outcome.stderr == "gale: \(url) \(sentence)\n")
        #expect(outcome.status == 64)
    }
}
