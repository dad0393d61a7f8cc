import Base
import Crypto
import Testing

/// What one connection has learnt of a server must not let another believe more than it should.
@Suite struct TLSFamiliarityTests {
    let world = TLSPair.World.shared

    private func ending(_ pair: TLSPair) -> String? {
        pair.shakeHands()
        if case .failed(let failure) = pair.client.engine.ending { return failure.reason }
        return pair.client.engine.isEstablished ? nil : "nothing came of it"
    }

    @Test(arguments: [TLSSettings.Version.v1_2, .v1_3])
    func `connections to one server share its certificates`(
        version: TLSSettings.Version
    ) throws {
        let pump = TLSPump()
        let contexts = try world.contexts(version)
        let pairs = try (0..<20).map { _ in
            try TLSPair(contexts, over: pump).shakeHands()
        }
        let shown = pairs.compactMap { $0.client.engine.peerCertificate }
        #expect(shown.count == 20)
        #expect(Set(shown.map(\.pointer)).count == 1)
        #expect(shown[0].der == world.server.certificate.der)
        for pair in pairs {
            pair.server.take(pair.client.send([1, 2]).wire)
            #expect(pair.server.takePlain() == [1, 2])
        }
    }

    @Test
    func `a server that is believed under one name is not under another`() throws {
        let pump = TLSPump()
        let contexts = try world.contexts()
        #expect(ending(try TLSPair(contexts, over: pump)) == nil)
        let other = ending(try TLSPair(contexts, over: pump, to: "elsewhere"))
        #expect(other?.contains("hostname mismatch") == true)
        #expect(ending(try TLSPair(contexts, over: pump)) == nil)
    }

    @Test
    func `a server that one context believes is a stranger to another`() throws {
        let pump = TLSPump()
        let contexts = try world.contexts()
        #expect(ending(try TLSPair(contexts, over: pump)) == nil)
        var settings = TLSSettings()
        settings.trust = .only([try Authority.root(named: "Other", validFor: Era.now).certificate])
        settings.identity = world.client
        let strict = try TLSContext(.client, settings)
        let reason = ending(try TLSPair((strict, contexts.server), over: pump))
        #expect(reason?.contains("not believed here") == true)
        #expect(ending(try TLSPair(contexts, over: pump)) == nil)
    }

    @Test
    func `a server that was taken back is refused from the next list on`() throws {
        let pump = TLSPump()
        let contexts = try world.contexts()
        #expect(ending(try TLSPair(contexts, over: pump)) == nil)
        var settings = contexts.client.settings
        settings.revocations = [
            try world.authority.revocationList(
                of: [(world.server.certificate.serial, Era.now.lowerBound)], number: 1,
                validFor: Era.now)
        ]
        let warned = try TLSContext(.client, settings)
        let reason = ending(try TLSPair((warned, contexts.server), over: pump))
        #expect(reason?.contains("revoked") == true)
    }

    @Test
    func `a device with a clock of its own judges for itself`() throws {
        let pump = TLSPump()
        let contexts = try world.contexts()
        #expect(ending(try TLSPair(contexts, over: pump)) == nil)
        let late = TLSPersona(verifiesAt: Era.now.upperBound + 1000)
        let reason = ending(try TLSPair(contexts, over: pump, as: late))
        #expect(reason?.contains("expired") == true)
        #expect(ending(try TLSPair(contexts, over: pump)) == nil)
    }

    @Test
    func `more servers than are remembered are each told apart`() throws {
        let pump = TLSPump()
        for number in 0..<30 {
            let good = number % 3 > 0
            let stranger = try Authority.root(named: "Root \(number)", validFor: Era.now)
            var settings = TLSSettings()
            settings.identity = try TLSPair.World.identity(
                "server \(number)", .server(hosts: ["localhost"]),
                good ? world.authority : stranger)
            let server = try TLSContext(.server, settings)
            let pair = try TLSPair((try world.contexts().client, server), over: pump)
            #expect((ending(pair) == nil) == good, "server \(number)")
        }
    }

    @Test(arguments: [TLSSettings.Version.v1_2, .v1_3])
    func `a session is resumed without certificates`(version: TLSSettings.Version) throws {
        let pump = TLSPump()
        let contexts = try world.contexts(version, resumes: true)
        let first = try TLSPair(contexts, over: pump).shakeHands()
        #expect(!first.client.engine.isResumed)
        let session = try #require(first.client.engine.session)
        let again = try TLSPair(contexts, over: pump, as: TLSPersona(session: session))
            .shakeHands()
        #expect(again.client.engine.isResumed && again.server.engine.isResumed)
        #expect(again.toClient < first.toClient / 2)
        again.server.take(again.client.send([5]).wire)
        #expect(again.server.takePlain() == [5])
    }
}
