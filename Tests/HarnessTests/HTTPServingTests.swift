import Base
import Harness
import MQTT
import ReferenceBroker
import Testing
import Transports

/// Connections of HTTP on real sockets: their order, their pace and their end.
@Suite struct HTTPServingTests {
    private static func post(_ topic: String, _ body: String, _ fields: String = "") -> String {
        "POST /topics/\(topic)?qos=1 HTTP/1.1\r\nhost: x\r\n\(fields)"
            + "content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func patience(
        head: Duration = .seconds(60), body: Duration = .seconds(60), idle: Duration = .seconds(75)
    ) -> HTTPPatience {
        var patience = HTTPPatience()
        (patience.head, patience.body, patience.idle) = (head, body, idle)
        return patience
    }

    private static let short = Duration.milliseconds(150)

    @Test func `requests are answered in their order, and close when they ask for it`() throws {
        let caller = try Caller(["http", "mqtt"])
        defer { caller.broker.stop() }
        let reader = caller.connect("reader", at: 1)
        caller.subscribe("#", qos: .atLeastOnce, on: reader)
        let link = caller.open(nil, as: .mqtt)
        caller.send(
            Self.post("a", "1") + "GET / HTTP/1.1\r\nhost: x\r\n\r\n"
                + Self.post("b", "2", "connection: close\r\n") + Self.post("c", "3"), on: link)
        #expect(caller.sentence(of: link) == "ended")
        let statuses = caller.texts[link].components("HTTP/1.1 ").map { $0.prefix(3) }
        #expect(statuses == ["200", "404", "200"])
        #expect(caller.texts[link].contains("connection: close"))
        #expect(caller.wait { $0.inboxes[reader].count == 2 })
        #expect(caller.isAnswered(reader))
        #expect(caller.inboxes[reader].count { $0.kind == .publish } == 2)
    }

    @Test func `a head that never comes to its end is given up, however it trickles`() throws {
        let caller = try Caller(["http"], patience: Self.patience(head: Self.short))
        defer { caller.broker.stop() }
        let silent = caller.open(nil, as: .mqtt)
        let slow = caller.open(nil, as: .mqtt)
        caller.send("POST /topics/a HTTP/1.1\r\nhost: x\r\nx: ", on: slow)
        #expect(
            caller.wait { caller in
                if caller.closures[slow] == nil { caller.send("y", on: slow) }
            } until: {
                $0.closures[slow] != nil && $0.closures[silent] != nil
            })
        #expect(caller.texts[slow].hasPrefix("HTTP/1.1 408 "))
        #expect(caller.texts[silent].isEmpty)
    }

    @Test func `the time of the next head does not run while answers are on their way`() throws {
        let caller = try Caller(
            ["http"], patience: Self.patience(head: Self.short, idle: .seconds(75)))
        defer { caller.broker.stop() }
        let link = caller.open(nil, as: .mqtt)
        // Ten requests, each cut in its head, together longer than one head may take.
        var rest = Array((0..<10).map { Self.post("a/\($0)", "x") }.joined().utf8)[...]
        #expect(
            caller.wait { caller in
                guard !rest.isEmpty else { return }
                caller.send(Array(rest.prefix(30)), on: link)
                rest = rest.dropFirst(30)
            } until: {
                $0.texts[link].components("HTTP/1.1 200 ").count == 10
            })
        #expect(caller.closures[link] == nil)
    }

    @Test func `a body that stops coming is given up`() throws {
        let caller = try Caller(["http"], patience: Self.patience(body: Self.short))
        defer { caller.broker.stop() }
        let link = caller.open(nil, as: .mqtt)
        caller.send(String(Self.post("a", "12345").dropLast(2)), on: link)
        #expect(caller.sentence(of: link) == "ended")
        #expect(caller.texts[link].hasPrefix("HTTP/1.1 408 "))
    }

    @Test func `a connection that nobody uses is closed without a word`() throws {
        let caller = try Caller(["http"], patience: Self.patience(idle: Self.short))
        defer { caller.broker.stop() }
        let link = caller.open(nil, as: .mqtt)
        caller.send(Self.post("a", "1"), on: link)
        #expect(caller.sentence(of: link) == "ended")
        #expect(caller.texts[link].components("HTTP/1.1 ").count == 1)
        #expect(caller.texts[link].hasPrefix("HTTP/1.1 200 "))
    }

    @Test func `whoever asks ahead of reading is answered at last`() throws {
        let caller = try Caller(["http", "mqtt"])
        defer { caller.broker.stop() }
        let other = caller.connect("other", at: 1)
        let link = caller.open(nil, as: .mqtt)
        caller.send(Self.post("a", "x"), on: link)
        #expect(caller.wait { $0.texts[link].hasSuffix("}") })
        let answer = caller.texts[link].utf8.count
        caller.clear(link)
        caller.pause(link)
        let count = 8000
        caller.send(String(repeating: Self.post("a", "x"), count: count), on: link)
        #expect(caller.isAnswered(other))
        caller.resume(link)
        #expect(caller.wait { $0.texts[link].utf8.count == count * answer })
        #expect(caller.closures.isEmpty)
    }

    @Test func `connections of HTTP count among the connections that there may be`() throws {
        let caller = try Caller(["http", "mqtt"]) { $0.maximumConnections = 3 }
        defer { caller.broker.stop() }
        let device = caller.connect("device", at: 1)
        #expect(caller.isAnswered(device))
        for _ in 0..<3 {
            let links = (0..<2).map { _ in caller.open(nil, as: .mqtt) }
            let last = caller.open(nil, as: .mqtt)
            #expect(caller.sentence(of: last) == "ended")
            #expect(caller.texts[last].hasPrefix("HTTP/1.1 503 "))
            for link in links {
                caller.send(Self.post("a", "1", "connection: close\r\n"), on: link)
                #expect(caller.sentence(of: link) == "ended")
                #expect(caller.texts[link].hasPrefix("HTTP/1.1 200 "))
            }
        }
    }

    @Test func `stopping the broker ends connections of HTTP too`() throws {
        let caller = try Caller(["http"])
        let link = caller.open(nil, as: .mqtt)
        caller.send(Self.post("a", "1"), on: link)
        #expect(caller.wait { $0.texts[link].hasPrefix("HTTP/1.1 200 ") })
        caller.broker.stop()
        #expect(caller.sentence(of: link) == "ended")
    }
}

extension String {
    /// What stands behind each `mark`.
    fileprivate func components(_ mark: String) -> [Substring] {
        split(separator: mark, omittingEmptySubsequences: false).dropFirst().map { $0 }
    }
}
