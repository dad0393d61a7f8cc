import Base
import Crypto
import Testing
import Transports

/// Certificates of a small world, made once for all tests.
struct Trust: Sendable {
    static let shared = try! Trust()
    /// 2026-01-01, and ten years on.
    static let always: Range<Int64> = 1_600_000_000..<2_500_000_000

    let authority: Authority
    let server: TLSIdentity
    let stranger: Authority

    init() throws {
        authority = try Authority.root(named: "Test Root", validFor: Self.always)
        stranger = try Authority.root(named: "Other Root", validFor: Self.always)
        server = try Self.identity(
            "broker", .server(hosts: ["localhost", "127.0.0.1", "::1"]), of: authority)
    }

    static func identity(
        _ name: String, _ use: CertificateRequest.Use = .client, of authority: Authority,
        validFor validity: Range<Int64> = always
    ) throws -> TLSIdentity {
        let key = try PrivateKey.p256()
        let certificate = try authority.issue(
            CertificateRequest(commonName: name, validity: validity, use: use), for: key)
        return TLSIdentity(trusted: certificate, chain: authority.trail, key: key)
    }

    /// A server that asks nobody for a certificate, and a client that believes its authority.
    func settings() -> (server: TLSSettings, client: TLSSettings) {
        var server = TLSSettings()
        server.identity = self.server
        var client = TLSSettings()
        client.trust = .only([authority.certificate])
        return (server, client)
    }

    /// The same, where the server wants to see certificates of its authority.
    func mutualSettings() -> (server: TLSSettings, client: TLSSettings) {
        var both = settings()
        both.server.trust = .only([authority.certificate])
        both.server.requiresCertificate = true
        return both
    }
}

/// One network with layers that is both sides: links below 1,000 are opened, the others accepted.
struct LayeredLoopback {
    static let firstAccepted = 1000

    var network: LayeredNetwork
    let endpoint: Endpoint

    init(
        _ scheme: String, _ tls: (server: TLSSettings, client: TLSSettings)? = nil,
        host: String = "127.0.0.1", path: String = ""
    ) throws {
        let tls = tls ?? Trust.shared.settings()
        network = LayeredNetwork(
            try SocketNetwork(firstAccepted: Self.firstAccepted),
            clients: try TLSContext(.client, tls.client), seed: 7)
        let text = scheme == "unix" ? "unix://\(path)" : "\(scheme)://\(host):0\(path)"
        let listening = try Endpoint(parsing: text, for: .listening)
        let port = try network.listen(
            on: listening,
            security: listening.scheme.isSecure ? try TLSContext(.server, tls.server) : nil)
        endpoint = try Endpoint(
            parsing: scheme == "unix" ? text : "\(scheme)://\(host):\(port)\(path)")
    }

    /// The next event, which must come within five seconds.
    mutating func next() throws -> NetworkEvent {
        let event = network.next(until: network.refresh() + .seconds(5))
        return try #require(event, "nothing happened for five seconds")
    }

    /// Opens link 0 and returns what was accepted for it.
    mutating func pair(
        _ number: Int = 0, as persona: Persona = Persona()
    ) throws -> (client: Link, server: Link) {
        network.open(Link(number), to: endpoint, as: persona, timeout: .seconds(5))
        var server: Link?
        var connected = false
        while server == nil || !connected {
            switch try next() {
            case .accepted(let link, by: 0): server = link
            case .connected(Link(number)): connected = true
            case let other:
                Issue.record("\(other) while connecting")
                throw Unexpected(event: other)
            }
        }
        return (Link(number), server!)
    }

    struct Unexpected: Error {
        let event: NetworkEvent
    }

    /// Opens link 0 and returns how it ended, reading whatever comes.
    mutating func outcome(as persona: Persona = Persona()) throws -> Closure {
        network.open(Link(0), to: endpoint, as: persona, timeout: .seconds(5))
        return try untilClosed(Link(0))
    }

    /// Reads whatever comes until `link` is closed.
    mutating func untilClosed(_ link: Link) throws -> Closure {
        while true {
            switch try next() {
            case .closed(link, let closure): return closure
            case .readable(let link): _ = network.read(link)
            default: break
            }
        }
    }

    /// Takes events until so many bytes came on `link`.
    mutating func read(_ count: Int, on link: Link) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            switch try next() {
            case .readable(link): bytes += network.read(link)
            case .readable(let other): _ = network.read(other)
            case .closed(let link, let closure):
                Issue.record("\(link) \(closure)")
                throw Unexpected(event: .closed(link, closure))
            default: break
            }
        }
        return bytes
    }
}
