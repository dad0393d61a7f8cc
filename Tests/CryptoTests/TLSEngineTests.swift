import Base
import Crypto
import Testing

/// Two engines, and what lies between them: whole, cut, broken and hostile.
@Suite struct TLSEngineTests {
    /// What OpenSSL's first choice of ciphers adds to a record of either version.
    static let overheads: [(TLSSettings.Version, Int)] = [(.v1_2, 29), (.v1_3, 22)]

    @Test(arguments: overheads)
    func `what goes in comes out, however it is cut, and every byte is accounted for`(
        version: TLSSettings.Version, overhead: Int
    ) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        let pair = try TLSPair(TLSPair.World.shared.contexts(version)).shakeHands()
        try #require(pair.client.engine.isEstablished && pair.server.engine.isEstablished)
        #expect(pair.client.engine.version == "TLSv\(version.rawValue)")
        #expect(pair.client.taken.handshake == pair.toClient)
        #expect(pair.server.taken.handshake == pair.toServer)
        for turn in 0..<200 {
            let (from, to) =
                random.below(2) == 0 ? (pair.client, pair.server) : (pair.server, pair.client)
            let before = to.taken
            let message = noise(1 + random.below(turn % 20 == 0 ? 70_000 : 400), &random)
            let (wire, added) = from.send(message)
            let records = (message.count + 16_383) / 16_384
            #expect(added == records * overhead, "seed \(seed), turn \(turn)")
            #expect(wire.count == message.count + added, "seed \(seed), turn \(turn)")
            pair.carry(wire, to: to, cutBy: &random)
            #expect(to.takePlain() == message, "seed \(seed), turn \(turn)")
            #expect(to.taken.records - before.records == added, "seed \(seed), turn \(turn)")
            #expect(to.taken.handshake == before.handshake, "seed \(seed), turn \(turn)")
            #expect(to.engine.unfinished == 0)
        }
    }

    @Test
    func `records that come together are taken one by one`() throws {
        let pair = try TLSPair().shakeHands()
        let messages = (0..<50).map { [UInt8](repeating: UInt8($0), count: $0 + 1) }
        let wire = messages.flatMap { pair.client.send($0).wire }
        pair.server.take(wire)
        #expect(pair.server.takePlain() == messages.flatMap { $0 })
        #expect(pair.server.taken.records == 50 * 22)
    }

    @Test(arguments: [TLSSettings.Version.v1_2, .v1_3])
    func `of a handshake one record is taken at a time`(version: TLSSettings.Version) throws {
        let pair = try TLSPair(TLSPair.World.shared.contexts(version))
        let flight = pair.server.take(pair.client.begin())
        var answer = pair.client.takeOnce(flight)
        var takes = 1
        while pair.client.engine.hasMore {
            let (before, waiting) = (pair.client.taken.all, pair.client.engine.unfinished)
            answer += pair.client.takeOnce([])
            #expect(pair.client.engine.unfinished < waiting)
            #expect(pair.client.taken.all + pair.client.engine.unfinished == before + waiting)
            takes += 1
        }
        #expect(takes >= 4)
        #expect(pair.client.taken.all == flight.count)
        pair.client.take(pair.server.take(answer))
        #expect(pair.client.engine.isEstablished && pair.server.engine.isEstablished)
    }

    @Test(arguments: [TLSSettings.Version.v1_2, .v1_3])
    func `a goodbye is an end in order, before which all can be read`(
        version: TLSSettings.Version
    ) throws {
        let pair = try TLSPair(TLSPair.World.shared.contexts(version)).shakeHands()
        var wire = pair.client.send([1, 2, 3]).wire
        pair.client.pump.clear()
        pair.client.engine.sayGoodbye()
        wire += pair.client.pump.output
        pair.server.take(wire)
        #expect(pair.server.takePlain() == [1, 2, 3])
        #expect(pair.server.engine.ending == .closed)
        #expect(pair.server.engine.canSend)
        pair.client.take(pair.server.send([4]).wire)
        #expect(pair.client.takePlain() == [4])
    }

    @Test
    func `one wrong bit ends the connection with a reason, and the peer hears of it`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<30 {
            let pair = try TLSPair().shakeHands()
            var wire = pair.client.send([UInt8](repeating: 7, count: 100)).wire
            let rest = pair.client.send([8, 9]).wire
            // Behind the header, whose bytes are another matter.
            wire[5 + random.below(wire.count - 5)] ^= 1 << UInt8(random.below(8))
            let handshake = pair.server.taken.handshake
            let alert = pair.server.take(wire + rest)
            #expect(failure(pair.server)?.side == .own, "seed \(seed)")
            #expect(pair.server.plain.isEmpty, "seed \(seed)")
            #expect(pair.server.taken.handshake - handshake == wire.count + rest.count)
            #expect(!pair.server.engine.canSend)
            pair.client.take(alert)
            #expect(failure(pair.client)?.alert == 20, "bad_record_mac; seed \(seed)")
        }
    }

    /// Bytes of nobody, in place of a flight, a later flight or a record.
    @Test(arguments: ["hello", "answer", "record"])
    func `garbage never traps, and every byte of it is accounted for`(place: String) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<300 {
            let pair = try TLSPair()
            if place == "record" { pair.shakeHands() }
            if place == "answer" { _ = pair.client.begin() }
            let end = place == "answer" ? pair.client : pair.server
            let before = end.taken
            var garbage = noise(1 + random.below(600), &random)
            // Half of it at least begins like a record.
            if random.below(2) == 0 {
                let type = UInt8(20 + random.below(4))
                let body = random.below(300)
                garbage = [type, 3, 3, UInt8(body >> 8), UInt8(body & 255)] + garbage
            }
            pair.carry(garbage, to: end, cutBy: &random)
            let new = end.taken.all - before.all
            #expect(new + end.engine.unfinished == garbage.count, "seed \(seed)")
            #expect(end.taken.plain == 0, "seed \(seed)")
        }
    }

    @Test
    func `a flight that stops anywhere leaves both waiting`() throws {
        let hello = try TLSPair().client.begin()
        for count in 0..<hello.count {
            let pair = try TLSPair()
            let answer = pair.server.take(hello.prefix(count))
            #expect(answer.isEmpty && pair.server.engine.ending == nil)
            #expect(pair.server.engine.unfinished == count)
        }
    }

    @Test(arguments: [(0xFF, 0xFF), (0x48, 0x01)])
    func `a record longer than any may be is refused by its header`(high: Int, low: Int) throws {
        let pair = try TLSPair().shakeHands()
        pair.server.take([23, 3, 3, UInt8(high), UInt8(low)])
        #expect(failure(pair.server)?.reason.contains("not TLS") == true)
        #expect(pair.server.engine.unfinished == 0)
    }

    @Test
    func `half of a record is all that is kept`() throws {
        let pair = try TLSPair().shakeHands()
        let body = TLSEngine.largestRecord - 5
        pair.server.take([23, 3, 3, UInt8(body >> 8), UInt8(body & 255)])
        for _ in 0..<body - 1 { pair.server.take([0]) }
        #expect(pair.server.engine.unfinished == TLSEngine.largestRecord - 1)
        #expect(pair.server.engine.ending == nil)
        pair.server.take([UInt8](repeating: 0, count: 100_000))
        #expect(pair.server.engine.unfinished == 0)
        #expect(failure(pair.server) != nil)
    }

    private func noise(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    private func failure(_ end: TLSPair.End) -> TLSFailure? {
        if case .failed(let failure) = end.engine.ending { failure } else { nil }
    }
}
