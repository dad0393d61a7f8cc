import Base
import Crypto
import Harness
import MQTT
import Reactor
import Testing
import Transports

/// The null broker at the end of every way that a client may come.
@Suite struct SinkServingTests {
    @Test(arguments: ["mqtt", "mqtts", "ws", "wss", "http", "https"])
    func `what comes is acknowledged and counted, whatever the layers`(_ scheme: String) throws {
        let realm = Realm.shared
        let sink = try Sink(
            on: [try Endpoint(parsing: "\(scheme)://127.0.0.1:0", for: .listening)],
            security: try realm.security(isMutual: false))
        try sink.start()
        var net = LayeredNetwork(
            try SocketNetwork(origin: EpollLoop.clock()), clients: try realm.clients())
        let isHTTP = scheme.hasPrefix("http")
        var bytes = 0
        for link in 0..<3 {
            net.open(Link(link), to: sink.endpoints[0], timeout: .seconds(5))
            var stream = PacketStream(version: .v5)
            var kinds: [Packet.Kind] = []
            let limit = net.refresh() + .seconds(5)
            while kinds.count < 11, let event = net.next(until: limit) {
                switch event {
                case .connected:
                    var packets = [Packet.connect(Connect(version: .v5, clientID: "\(link)"))]
                    packets += (1...10).flatMap { id in
                        [
                            .publish(Publish(topic: "a/\(id)", payload: [1, 2])),
                            .publish(
                                Publish(
                                    topic: "a", payload: [UInt8](repeating: 3, count: 500 * id),
                                    qos: .atLeastOnce, id: UInt16(id))),
                        ]
                    }
                    let all = packets.flatMap { $0.encoded(.v5) }
                    bytes += all.count
                    net.write(Link(link), all)
                case .readable(let link): net.read(link).withUnsafeBytes { stream.append($0) }
                case .closed(_, let closure): Issue.record("\(closure)")
                default: break
                }
                while let packet = try stream.next() { kinds.append(packet.kind) }
            }
            #expect(kinds == [.connack] + [Packet.Kind](repeating: .puback, count: 10))
            net.close(Link(link), abort: false)
        }
        let counts = sink.stop()
        #expect(counts.connections == 3 && counts.violations == 0)
        #expect(counts.publishes == [30, 30, 0])
        if isHTTP { #expect(counts.bytes > 60 * 100) } else { #expect(counts.bytes == bytes) }
    }

    /// What is asked, and the statuses of the answers.
    @Test(arguments: [
        ("POST /any/where?qos=0 HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\n1", ["200"]),
        ("POST /topics/a?qos=9 HTTP/1.0\r\n\r\n", ["200"]),
        ("GET / HTTP/1.1\r\nhost: x\r\n\r\n", ["405"]),
        ("nonsense\r\n\r\n", ["400"]),
        (
            "POST /topics/a HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n"
                + "POST /topics/a HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
            ["200", "200"]
        ),
    ])
    func `every POST is taken, and nothing else`(_ text: String, _ statuses: [String]) throws {
        let sink = try Sink(on: [try Endpoint(parsing: "http://127.0.0.1:0", for: .listening)])
        try sink.start()
        var net = try SocketNetwork(origin: EpollLoop.clock())
        net.open(Link(0), to: sink.endpoints[0], timeout: .seconds(5))
        net.write(Link(0), Array(text.utf8))
        var answer = ""
        let limit = net.refresh() + .seconds(5)
        loop: while let event = net.next(until: limit) {
            switch event {
            case .readable(let link): answer += String(decoding: net.read(link), as: UTF8.self)
            case .closed: break loop
            default: break
            }
            let isOpen = answer.hasPrefix("HTTP/1.1 200") && !answer.contains("close")
            if isOpen, answer.hasSuffix("}"), statuses.count == 1 { break }
        }
        let found = answer.split(separator: "HTTP/1.1 ").map { String($0.prefix(3)) }
        #expect(found == statuses)
        let counts = sink.stop()
        #expect(counts.publishes == [statuses.count { $0 == "200" }, 0, 0])
        #expect(counts.violations == (statuses == ["400"] ? 1 : 0))
    }
}
