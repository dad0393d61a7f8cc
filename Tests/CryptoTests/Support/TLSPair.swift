import Base
import Crypto

/// A client's and a server's end of TLS, with nothing between them but arrays.
final class TLSPair {
    /// Who believe each other.
    struct World {
        let authority: Authority
        let server: TLSIdentity
        let client: TLSIdentity

        static let shared = try! World()

        init() throws {
            authority = try .root(named: "Root of TLS", validFor: Era.now)
            server = try Self.identity("server", .server(hosts: ["localhost"]), authority)
            client = try Self.identity("client", .client, authority)
        }

        static func identity(
            _ name: String, _ use: CertificateRequest.Use, _ authority: Authority
        ) throws -> TLSIdentity {
            let key = try PrivateKey.p256()
            let request = CertificateRequest(commonName: name, validity: Era.now, use: use)
            return TLSIdentity(
                trusted: try authority.issue(request, for: key), chain: authority.trail, key: key)
        }

        /// What both sides want of each other, in one version or in any.
        func contexts(
            _ version: TLSSettings.Version? = nil, resumes: Bool = false
        ) throws -> (client: TLSContext, server: TLSContext) {
            var settings = TLSSettings()
            settings.trust = .only([authority.certificate])
            settings.requiresCertificate = true
            settings.resumes = resumes
            if let version { settings.versions = version...version }
            settings.identity = server
            let serving = try TLSContext(.server, settings)
            settings.identity = client
            return (try TLSContext(.client, settings), serving)
        }
    }

    final class End {
        let engine: TLSEngine
        let pump: TLSPump
        private(set) var plain: [UInt8] = []
        private(set) var taken = Sum()

        /// What became of all bytes so far, as ``TLSEngine/Taken`` says of some.
        struct Sum: Equatable {
            var plain = 0
            var records = 0
            var handshake = 0

            var all: Int { plain + records + handshake }
        }

        init(_ engine: TLSEngine, _ pump: TLSPump) {
            self.engine = engine
            self.pump = pump
        }

        /// Takes `bytes` to their end, and returns what it has to say to that.
        @discardableResult
        func take(_ bytes: some Collection<UInt8>) -> [UInt8] {
            var said = takeOnce(bytes)
            while engine.hasMore { said += takeOnce([]) }
            return said
        }

        /// As ``take(_:)``, but for what waits of a handshake.
        @discardableResult
        func takeOnce(_ bytes: some Collection<UInt8>) -> [UInt8] {
            let size = bytes.count + engine.unfinished + TLSEngine.largestRecord
            let room = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
            defer { room.deallocate() }
            pump.clear()
            let new = Array(bytes).withUnsafeBytes { engine.take($0, into: room) }
            plain += room[..<new.plain]
            taken.plain += new.plain
            taken.records += new.records
            taken.handshake += new.handshake
            return said()
        }

        /// The records of `bytes`, and what they have beyond it.
        func send(_ bytes: [UInt8]) -> (wire: [UInt8], overhead: Int) {
            pump.clear()
            let overhead = bytes.withUnsafeBytes { engine.send($0) }
            return (said(), overhead)
        }

        func begin() -> [UInt8] {
            pump.clear()
            engine.begin()
            return said()
        }

        func takePlain() -> [UInt8] {
            defer { plain = [] }
            return plain
        }

        private func said() -> [UInt8] {
            defer { pump.clear() }
            return Array(pump.output)
        }
    }

    let client: End
    let server: End
    /// Bytes that went to either side.
    private(set) var toClient = 0
    private(set) var toServer = 0

    init(
        _ contexts: (client: TLSContext, server: TLSContext)? = nil, over pump: TLSPump = TLSPump(),
        as persona: TLSPersona = TLSPersona(), to host: String? = "localhost"
    ) throws {
        let contexts = try contexts ?? World.shared.contexts()
        client = End(try TLSEngine(contexts.client, over: pump, as: persona, to: host), pump)
        let other = TLSPump()
        server = End(try TLSEngine(contexts.server, over: other), other)
    }

    /// Lets both say what they have to say until neither has more.
    @discardableResult
    func shakeHands() -> Self {
        var wire = client.begin()
        while !wire.isEmpty {
            toServer += wire.count
            let answer = server.take(wire)
            toClient += answer.count
            wire = client.take(answer)
        }
        return self
    }

    /// Hands `wire` over in pieces that `random` cuts.
    func carry(_ wire: [UInt8], to end: End, cutBy random: inout SplitMix64) {
        var rest = wire[...]
        while !rest.isEmpty {
            let count = random.below(8) == 0 ? 1 + random.below(9) : 1 + random.below(rest.count)
            _ = end.take(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
    }
}
