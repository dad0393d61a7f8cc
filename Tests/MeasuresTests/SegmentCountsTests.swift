import Base
import Measures
import Testing

/// Counters that Linux 6.18 gave for real connections, beside captures of them on loopback.
@Suite struct SegmentCountsTests {
    /// A connection: what the kernel said of it, and the bytes of IP that tcpdump saw.
    struct Captured: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let reading: SegmentReading
        let ending: SegmentCounts.Ending
        /// Payload that the sockets moved, both directions.
        let moved: Int
        let packets: Int
        let bytes: Int

        init(
            _ name: String, _ reading: SegmentReading, _ ending: SegmentCounts.Ending = .closed,
            moved: Int = 50 * 104, packets: Int, bytes: Int
        ) {
            testDescription = name
            self.reading = reading
            self.ending = ending
            self.moved = moved
            self.packets = packets
            self.bytes = bytes
        }
    }

    private static func reading(
        _ network: SegmentReading.Network, out: Int, in into: Int,
        _ state: SegmentReading.State = .established, accepted: Bool = false,
        options: UInt8 = 7
    ) -> SegmentReading {
        SegmentReading(
            network: network, wasAccepted: accepted, state: state,
            options: SegmentReading.Options(rawValue: options), segmentsOut: out,
            segmentsIn: into)
    }

    /// Fifty times 100 bytes there and 4 back, but for the last rows.
    static let captured = [
        Captured("we close", reading(.ipv4, out: 53, in: 52), packets: 108, bytes: 10_832),
        Captured(
            "we close, IPv6", reading(.ipv6, out: 53, in: 52), packets: 108, bytes: 12_992),
        Captured(
            "we close, no timestamps", reading(.ipv4, out: 53, in: 52, options: 6), packets: 108,
            bytes: 9_544),
        Captured(
            "we close, IPv6, no timestamps", reading(.ipv6, out: 53, in: 52, options: 6),
            packets: 108, bytes: 11_704),
        Captured(
            "the peer closes", reading(.ipv4, out: 53, in: 53, .closeWait), packets: 108,
            bytes: 10_832),
        Captured(
            "the peer closes, IPv6", reading(.ipv6, out: 53, in: 53, .closeWait), packets: 108,
            bytes: 12_992),
        Captured(
            "we reset", reading(.ipv4, out: 53, in: 52), .aborted, packets: 106, bytes: 10_728),
        Captured(
            "we reset, IPv6", reading(.ipv6, out: 53, in: 52), .aborted, packets: 106,
            bytes: 12_848),
        Captured(
            "we reset, no timestamps", reading(.ipv4, out: 53, in: 52, options: 6), .aborted,
            packets: 106, bytes: 9_464),
        Captured(
            "the peer resets", reading(.ipv4, out: 53, in: 53, .closed), packets: 106,
            bytes: 10_728),
        Captured(
            "we are done, the peer has not answered", reading(.ipv4, out: 54, in: 53, .finWait2),
            packets: 109, bytes: 10_884),
        Captured(
            "we are done and have seen the end", reading(.ipv4, out: 55, in: 53, .closed),
            packets: 108, bytes: 10_832),
        Captured(
            "accepted, the peer closes",
            reading(.ipv4, out: 51, in: 54, .closeWait, accepted: true),
            packets: 108, bytes: 10_832),
        Captured(
            "accepted, we close, IPv6", reading(.ipv6, out: 51, in: 53, accepted: true),
            packets: 108, bytes: 12_992),
        Captured(
            "accepted, the peer resets", reading(.ipv4, out: 51, in: 54, .closed, accepted: true),
            packets: 106, bytes: 10_728),
        Captured(
            "600 kB in segments of 1,500 bytes", reading(.ipv4, out: 420, in: 130), moved: 600_012,
            packets: 553, bytes: 628_784),
        Captured(
            "refused", reading(.ipv4, out: 1, in: 1, .closed, options: 0), .neverOpened, moved: 0,
            packets: 2, bytes: 100),
    ]

    @Test(arguments: captured)
    func `counts come to what a capture shows`(_ it: Captured) {
        var counts = SegmentCounts()
        counts.add(it.reading, ending: it.ending)
        #expect(counts.segmentsOut + counts.segmentsIn == it.packets)
        #expect(it.moved + counts.overheadBytes == it.bytes)
        #expect(counts.connections == 1 && counts.retransmittedBytes == 0)
    }

    /// The peer dropped what came for 0.9 s; its acknowledgements then told what it had twice.
    @Test func `what was sent again counts, what only acknowledgements say does not`() {
        var reading = Self.reading(.ipv4, out: 15, in: 9)
        reading.retransmittedSegments = 4
        reading.retransmittedBytes = 12_000
        var counts = SegmentCounts()
        counts.add(reading, ending: .closed)
        #expect(counts.retransmittedSegments == 4 && counts.retransmittedBytes == 12_000)
        let captured = 22_496
        let selective = 64
        #expect(9_012 + counts.overheadBytes == captured - selective)
    }

    @Test(arguments: [SegmentCounts.Ending.closed, .aborted, .open])
    func `a connection that never came about ends without a word`(_ ending: SegmentCounts.Ending) {
        var counts = SegmentCounts()
        counts.add(
            Self.reading(.ipv6, out: 3, in: 0, .synSent, options: 0), ending: ending)
        #expect(counts.segmentsOut == 3 && counts.headerBytes == 3 * 80)
    }

    @Test func `of a link that stays open only what happened counts`() {
        var counts = SegmentCounts()
        counts.add(Self.reading(.ipv4, out: 53, in: 52), ending: .open)
        #expect(counts.segmentsOut == 53 && counts.segmentsIn == 52)
        #expect(counts.headerBytes == 105 * 52 + 16)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `loops add up in any order`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var (all, loops) = (SegmentCounts(), [SegmentCounts(), SegmentCounts(), SegmentCounts()])
        let endings: [SegmentCounts.Ending] = [.closed, .aborted, .neverOpened, .open]
        for _ in 0..<100 {
            let reading = SegmentReading(
                network: random.below(2) == 0 ? .ipv4 : .ipv6, wasAccepted: random.below(2) == 0,
                state: SegmentReading.State(rawValue: UInt8(1 + random.below(11))),
                options: SegmentReading.Options(rawValue: UInt8(random.below(64))),
                segmentsOut: random.below(1000), segmentsIn: random.below(1000),
                retransmittedSegments: random.below(9), retransmittedBytes: random.below(9000))
            let ending = endings[random.below(4)]
            all.add(reading, ending: ending)
            loops[random.below(3)].add(reading, ending: ending)
        }
        for order in [[0, 1, 2], [2, 0, 1]] {
            var sum = SegmentCounts()
            for loop in order { sum.merge(loops[loop]) }
            #expect(sum == all, "seed \(seed)")
        }
        #expect(all.connections == 100, "seed \(seed)")
    }
}
