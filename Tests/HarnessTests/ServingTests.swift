import Base
import Crypto
import Foundation
import Harness
import MQTT
import ReferenceBroker
import Testing
import Transports

/// The broker at the end of every way that a client may come.
@Suite struct ServingTests {
    static let ways = ["mqtt", "mqtts", "ws", "wss", "unix"]

    @Test(arguments: ways, [Version.v3_1_1, .v5])
    func `a message goes to the broker and back by every scheme`(
        _ scheme: String, _ version: Version
    ) throws {
        let file = FileManager.default.temporaryDirectory.path + "/gale-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let place = scheme == "unix" ? "unix://\(file)" : scheme
        let caller = try Caller([place], security: try Realm.shared.security(isMutual: false))
        defer { caller.broker.stop() }
        let link = caller.connect("it", version)
        caller.subscribe("a/+", qos: .exactlyOnce, on: link)
        for size in [0, 1, 130, 70_000] {
            let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
            caller.send(
                .publish(Publish(topic: "a/b", payload: payload, qos: .atLeastOnce, id: 5)),
                on: link)
            #expect(caller.wait { $0.inboxes[link].count >= 2 })
            let publishes = caller.inboxes[link].compactMap { packet -> [UInt8]? in
                if case .publish(let publish) = packet { publish.payload } else { nil }
            }
            #expect(publishes.last == payload)
            #expect(caller.inboxes[link].contains { $0.kind == .puback })
            caller.clear(link)
        }
        #expect(caller.isAnswered(link))
        caller.send(.disconnect(Disconnect()), on: link)
        #expect(caller.sentence(of: link) == "ended")
    }

    @Test(arguments: ["http", "https"])
    func `a post reaches subscribers of MQTT, and its response is the acknowledgement`(
        _ scheme: String
    ) throws {
        let caller = try Caller(
            [scheme, "mqtt"], security: try Realm.shared.security(isMutual: false))
        defer { caller.broker.stop() }
        let reader = caller.connect("reader", at: 1)
        caller.subscribe("plant/#", qos: .atLeastOnce, on: reader)
        let poster = caller.connect("poster")
        for id in UInt16(1)...20 {
            let qos = id % 2 == 0 ? QoS.atLeastOnce : .atMostOnce
            caller.send(
                .publish(
                    Publish(
                        topic: "plant/\(id)", payload: [UInt8(id)], qos: qos,
                        id: qos == .atLeastOnce ? id : nil)), on: poster)
        }
        #expect(caller.wait { $0.inboxes[poster].count == 10 && $0.inboxes[reader].count == 20 })
        #expect(caller.inboxes[poster].allSatisfy { $0.kind == .puback })
        var topics: [String] = []
        for case .publish(let publish) in caller.inboxes[reader] { topics.append(publish.topic) }
        #expect(topics == (1...20).map { "plant/\($0)" })
        #expect(caller.closures.isEmpty)
    }

    @Test func `a WebSocket is served at its path, and nowhere else`() throws {
        let caller = try Caller(["ws://127.0.0.1:0/hello?x=1", "ws"])
        defer { caller.broker.stop() }
        #expect(caller.broker.endpoints[0].text.hasSuffix("/hello?x=1"))
        for endpoint in caller.broker.endpoints {
            #expect(endpoint.port != 0 && endpoint.text.contains(":\(endpoint.port)"))
        }
        #expect(caller.isAnswered(caller.connect("one")))
        let usual = caller.connect("two", at: 1)
        #expect(caller.isAnswered(usual))
        let lost = caller.open(at: 1, with: Persona(path: "/elsewhere"))
        #expect(caller.sentence(of: lost).contains("404"))
        #expect(caller.isAnswered(usual))
    }

    @Test func `whoever takes one scheme for another is shown out, alone`() throws {
        let caller = try Caller(
            ["mqtt", "mqtts", "https"], security: try Realm.shared.security(isMutual: false))
        defer { caller.broker.stop() }
        let other = caller.connect("other", at: 1)
        let plain = caller.open(at: 1, as: .mqtt)
        caller.send(.connect(Connect(version: .v5, clientID: "plain")), on: plain)
        #expect(caller.sentence(of: plain) != "still open")
        #expect(caller.inboxes[plain].isEmpty)
        let secure = caller.open(at: 0, as: .mqtts)
        #expect(caller.sentence(of: secure).contains("TLS"))
        let text = caller.open(nil, at: 2, as: .mqtts)
        caller.send("HELO there\r\n\r\n", on: text)
        #expect(caller.sentence(of: text) == "ended")
        #expect(caller.texts[text].hasPrefix("HTTP/1.1 400 "))
        #expect(caller.isAnswered(other))
    }

    @Test func `a client that offers none of the broker's protocols is refused`() throws {
        let caller = try Caller(
            ["mqtts"], security: try Realm.shared.security(isMutual: false),
            clients: try Realm.shared.clients(protocols: ["h2"]))
        defer { caller.broker.stop() }
        let link = caller.open()
        #expect(caller.sentence(of: link).contains("application protocols"))
    }
}
