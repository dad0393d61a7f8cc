import Base
import Crypto
import Foundation
import Measures
import Testing

@testable import Transports

/// TLS and WebSocket between real sockets on the loopback interface.
@Suite struct LayeredNetworkTests {
    static let schemes = ["mqtt", "mqtts", "ws", "wss"]

    @Test(arguments: schemes)
    func `what one end writes the other reads, in whatever pieces`(_ scheme: String) throws {
        var loopback = try LayeredLoopback(scheme)
        let (client, server) = try loopback.pair()
        var random = SplitMix64(seed: 3)
        for size in [1, 2, 125, 126, 4_000, 16_384, 65_536, 300_000] {
            let message = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
            var at = 0
            while at < size {
                let count = min(size - at, Int.random(in: 1...70_000, using: &random))
                loopback.network.write(client, Array(message[at..<at + count]))
                at += count
            }
            #expect(try loopback.read(size, on: server) == message)
            loopback.network.write(server, message)
            #expect(try loopback.read(size, on: client) == message)
        }
    }

    @Test(arguments: schemes)
    func `the books of the layers balance with the sockets`(_ scheme: String) throws {
        var loopback = try LayeredLoopback(scheme)
        let (client, server) = try loopback.pair()
        var payload = 0
        for size in [10, 1_000, 70_000] {
            loopback.network.write(client, [UInt8](repeating: 7, count: size))
            payload += try loopback.read(size, on: server).count
            loopback.network.write(server, [UInt8](repeating: 8, count: size))
            payload += try loopback.read(size, on: client).count
        }
        loopback.network.close(client, abort: false)
        #expect(try loopback.untilClosed(server) == .ended)
        loopback.network.settle(until: loopback.network.refresh() + .seconds(1))
        let counters = loopback.network.counters
        let ledger = loopback.network.ledger
        let accounts = ByteLedger.Account.allCases
        let sent = accounts.reduce(0) { $0 + ledger[$1, .sent] }
        let received = accounts.reduce(0) { $0 + ledger[$1, .received] }
        #expect(counters.bytesOut + counters.bytesDropped == payload + sent)
        #expect(counters.bytesIn == payload + received + counters.bytesIgnored)
        #expect(counters.bytesIn == counters.bytesOut)
        if loopback.endpoint.scheme.isSecure {
            #expect(ledger[.tlsHandshake, .sent] > 500 && ledger[.tlsRecords, .sent] > 100)
        }
        if loopback.endpoint.scheme.isWebSocket {
            #expect(ledger[.webSocketUpgrade, .sent] > 200 && ledger[.webSocket, .sent] > 20)
        }
    }

    @Test func `a Unix socket carries plain MQTT`() throws {
        let path =
            FileManager.default.temporaryDirectory.path
            + "/gale-\(UInt32.random(in: 0...9_999_999)).sock"
        defer { unlink(path) }
        var loopback = try LayeredLoopback("unix", path: path)
        let (client, server) = try loopback.pair()
        loopback.network.write(client, [1, 2, 3])
        #expect(try loopback.read(3, on: server) == [1, 2, 3])
    }

    @Test(arguments: ["127.0.0.1", "localhost", "[::1]"])
    func `a certificate is held against the host's name or address`(_ host: String) throws {
        var loopback = try LayeredLoopback("mqtts", host: host)
        _ = try loopback.pair()
    }

    @Test func `a thing shows its own certificate, and the server knows whose it is`() throws {
        let trust = Trust.shared
        var loopback = try LayeredLoopback("mqtts", trust.mutualSettings())
        for name in ["thing-1", "thing-2"] {
            let identity = try Trust.identity(name, of: trust.authority)
            let persona = Persona(tls: TLSPersona(identity: identity))
            let (client, server) = try loopback.pair(as: persona)
            #expect(loopback.network.peerCertificate(of: server)?.commonName == name)
            #expect(try #require(loopback.network.handshakeNanoseconds(of: client)) > 0)
            loopback.network.close(client, abort: true)
            _ = try loopback.untilClosed(server)
        }
        #expect(loopback.network.agreements.values.reduce(0, +) == 4)
    }

    @Test func `a session is resumed where both sides want it`() throws {
        var (server, client) = Trust.shared.settings()
        server.resumes = true
        client.resumes = true
        for version in TLSSettings.Version.allCases {
            client.versions = version...version
            var loopback = try LayeredLoopback("mqtts", (server, client))
            for round in 0..<3 {
                let (client, accepted) = try loopback.pair()
                loopback.network.write(accepted, [1])
                _ = try loopback.read(1, on: client)
                loopback.network.close(client, abort: false)
                _ = try loopback.untilClosed(accepted)
                let resumed = loopback.network.agreements.filter(\.key.isResumed).values
                #expect(resumed.reduce(0, +) == 2 * round, "TLS \(version.rawValue)")
            }
        }
    }
}
