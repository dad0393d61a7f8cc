import Base
import MQTT
import Testing
import Transports

/// MQTT that is posted by HTTP, where the server leaves the way of HTTP.
@Suite struct PosterTests {
    /// A link that stands, on which a message of QoS 1 was posted, and the server's side of it.
    private struct Posted {
        var loopback: LayeredLoopback
        var server: Link

        init(patience: Duration = .seconds(5)) throws {
            loopback = try LayeredLoopback("http")
            loopback.network.open(Link(0), to: loopback.endpoint, timeout: patience)
            var server: Link?
            var connected = false
            while server == nil || !connected {
                switch try loopback.next() {
                case .accepted(let link, by: 0): server = link
                case .connected: connected = true
                case let other: throw LayeredLoopback.Unexpected(event: other)
                }
            }
            self.server = server!
            var packets = Writer()
            Packet.connect(Connect(clientID: "a")).encode(.v5, into: &packets)
            let publish = Publish(topic: "a/b", payload: [1, 2, 3], qos: .atLeastOnce, id: 7)
            Packet.publish(publish).encode(.v5, into: &packets)
            loopback.network.write(Link(0), packets.bytes)
        }

        /// How the link ends; the server answers the request with `answer`.
        mutating func ending(after answer: String? = nil, closing: Bool = false) throws -> Closure {
            while true {
                switch try loopback.next() {
                case .closed(Link(0), let closure): return closure
                case .readable(server):
                    _ = loopback.network.read(server)
                    if let answer { loopback.network.write(server, Array(answer.utf8)) }
                    if closing { loopback.network.close(server, abort: false) }
                case .readable(let link): _ = loopback.network.read(link)
                default: break
                }
            }
        }
    }

    private func sentence(_ closure: Closure, _ kind: LinkError.Kind) -> String {
        guard case .failed(let error) = closure, error.kind == kind else {
            Issue.record("\(closure)")
            return ""
        }
        return error.message
    }

    @Test func `an answer that never comes ends the link after its time`() throws {
        var posted = try Posted(patience: .milliseconds(100))
        let said = sentence(try posted.ending(), .timedOut)
        #expect(said.hasSuffix(" did not answer a POST within 100 ms"), "\(said)")
    }

    @Test(arguments: [
        ("SSH-2.0-OpenSSH_9.2\r\n", "“SSH-2.0-OpenSSH_9.2” is no first line of an HTTP answer"),
        ("+OK", "“+OK” is no first line of an HTTP answer"),
        ("\r\nHTTQ", "“HTTQ” is no first line of an HTTP answer"),
    ])
    func `who speaks no HTTP is told at once`(answer: String, words: String) throws {
        var posted = try Posted()
        let said = sentence(try posted.ending(after: answer), .http)
        #expect(said == "\(posted.loopback.endpoint.text): \(words)")
    }

    @Test func `half an answer is told as such`() throws {
        var posted = try Posted()
        let half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal"
        let said = sentence(try posted.ending(after: half, closing: true), .http)
        #expect(said.hasSuffix(": the peer closed the connection after 42 bytes of an HTTP answer"))
    }

    @Test func `an answer that closes the connection says so`() throws {
        var posted = try Posted()
        let last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        let said = sentence(try posted.ending(after: last), .http)
        #expect(said.hasSuffix("which says “connection: close”"), "\(said)")
    }
}
