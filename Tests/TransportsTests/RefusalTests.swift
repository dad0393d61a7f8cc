import Base
import Crypto
import Testing
import Transports

/// Handshakes that must come to nothing, each in one sentence that says who refused and why.
@Suite struct RefusalTests {
    typealias Both = (server: TLSSettings, client: TLSSettings)

    private func sentence(
        _ tls: Both, as persona: Persona = Persona(), scheme: String = "mqtts"
    ) throws -> String {
        var loopback = try LayeredLoopback(scheme, tls)
        let outcome = try loopback.outcome(as: persona)
        guard case .failed(let error) = outcome else {
            Issue.record("\(outcome)")
            return ""
        }
        let address = loopback.endpoint.text
        #expect(error.message.hasPrefix(address))
        return String(error.message.dropFirst(address.count + 1))
    }

    @Test func `a server of a strange authority is not believed`() throws {
        var tls = Trust.shared.settings()
        tls.client.trust = .only([Trust.shared.stranger.certificate])
        let why = try sentence(tls)
        #expect(why.hasPrefix("showed a certificate that is not believed here: "), "\(why)")
        tls.client.isInsecure = true
        var loopback = try LayeredLoopback("mqtts", tls)
        _ = try loopback.pair()
    }

    @Test func `a certificate for another host is not believed`() throws {
        let trust = Trust.shared
        var tls = trust.settings()
        tls.server.identity = try Trust.identity(
            "other", .server(hosts: ["broker.example", "10.9.8.7"]), of: trust.authority)
        #expect(try sentence(tls).contains("mismatch"))
    }

    @Test func `a device with a wrong clock does not believe the server`() throws {
        let tls = Trust.shared.settings()
        let early = Persona(tls: TLSPersona(verifiesAt: Trust.always.lowerBound - 86_400))
        #expect(try sentence(tls, as: early).contains("not yet valid"))
        let late = Persona(tls: TLSPersona(verifiesAt: Trust.always.upperBound + 86_400))
        #expect(try sentence(tls, as: late).contains("expired"))
    }

    struct Bad: Sendable {
        var name: String
        var validity = Trust.always
        var isForeign = false
        var isRevoked = false
        var alert: String
    }

    @Test(arguments: [
        Bad(name: "expired", validity: 1_600_000_000..<1_600_000_100, alert: "certificate_expired"),
        Bad(name: "early", validity: 2_400_000_000..<2_500_000_000, alert: "bad_certificate"),
        Bad(name: "foreign", isForeign: true, alert: "unknown_ca"),
        Bad(name: "revoked", isRevoked: true, alert: "certificate_revoked"),
    ])
    func `the server refuses a bad certificate, and the client says so`(_ bad: Bad) throws {
        let trust = Trust.shared
        for version in TLSSettings.Version.allCases {
            var tls = trust.mutualSettings()
            tls.client.versions = version...version
            let issuer = bad.isForeign ? trust.stranger : trust.authority
            let identity = try Trust.identity(bad.name, of: issuer, validFor: bad.validity)
            let serials = bad.isRevoked ? [(identity.certificate.serial, Int64(1_700_000_000))] : []
            tls.server.revocations = [
                try trust.authority.revocationList(
                    of: serials, number: 1, validFor: Trust.always)
            ]
            let persona = Persona(tls: TLSPersona(identity: identity))
            let why = try sentence(tls, as: persona)
            #expect(why.contains("refused this client's certificate"), "\(why)")
            #expect(why.contains(bad.alert), "\(why)")
        }
    }

    @Test func `a client without a certificate is refused`() throws {
        var tls = Trust.shared.mutualSettings()
        #expect(try sentence(tls).contains("it wants a certificate"))
        tls.client.versions = .v1_2 ... .v1_2
        #expect(try sentence(tls).contains("handshake_failure"))
    }

    @Test func `versions, ciphers and protocols that do not meet are named`() throws {
        var tls = Trust.shared.settings()
        tls.client.versions = .v1_2 ... .v1_2
        tls.server.versions = .v1_3 ... .v1_3
        #expect(try sentence(tls).contains("protocol_version"))
        tls = Trust.shared.settings()
        tls.client.versions = .v1_2 ... .v1_2
        tls.client.ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256"
        tls.server.ciphers = "ECDHE-ECDSA-AES256-GCM-SHA384"
        #expect(try sentence(tls).contains("handshake_failure"))
        tls = Trust.shared.settings()
        tls.client.protocols = ["x-amzn-mqtt-ca"]
        tls.server.protocols = ["mqtt"]
        #expect(try sentence(tls).contains("no_application_protocol"))
    }

    @Test func `a server that does not speak TLS is told apart`() throws {
        var loopback = try LayeredLoopback("mqtt")
        var endpoint = loopback.endpoint
        endpoint.scheme = .mqtts
        loopback.network.open(Link(0), to: endpoint, timeout: .seconds(5))
        while true {
            switch try loopback.next() {
            case .readable(let link) where link != Link(0):
                loopback.network.write(link, [0x20, 2, 0, 0])
            case .closed(Link(0), .failed(let error)):
                #expect(error.message.contains("bytes that are not TLS"))
                return
            default: break
            }
        }
    }

    @Test func `ciphers that nobody knows are refused before anything begins`() {
        var settings = TLSSettings()
        settings.ciphers = "NO-SUCH-CIPHER"
        #expect(throws: CryptoError.self) { try TLSContext(.client, settings) }
        settings.ciphers = nil
        settings.suites = "NO_SUCH_SUITE"
        #expect(throws: CryptoError.self) { try TLSContext(.client, settings) }
    }
}
