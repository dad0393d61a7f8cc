import Base
import Foundation
import Testing

@testable import Devices

/// What is written into a payload is read from it, and damage is seen.
@Suite struct StampTests {
    static let seed: UInt64 = 99

    @Test
    func `what a turbine writes is read again`() throws {
        var device = try Fixtures.device("turbine")
        for number: UInt32 in [0, 1, 999, 1000, 12_345] {
            let payload = device.payload(at: Double(number) + 0.25, number: number)
            let stamp = try #require(Stamp(reading: payload))
            #expect(stamp.dueMilliseconds == Fixtures.epoch + Int64(number) * 1000 + 250)
            #expect(stamp.number == Int(number % 1000))
            #expect(stamp.isIntact)
        }
    }

    @Test
    func `no changed byte goes unseen more often than twice in a thousand`() throws {
        var device = try Fixtures.device("turbine")
        var random = SplitMix64(seed: Self.seed)
        var unseen = 0
        var tried = 0
        for number: UInt32 in 0..<40 {
            let good = device.payload(at: Double(number), number: number)
            for index in good.indices {
                for _ in 0..<12 {
                    var bad = good
                    bad[index] ^= UInt8(1 + random.below(255))
                    tried += 1
                    if Stamp(reading: bad)?.isIntact == true { unseen += 1 }
                }
            }
        }
        #expect(tried > 50_000)
        #expect(Double(unseen) <= 0.002 * Double(tried), "\(unseen) of \(tried)")
        #expect(unseen > 0, "three digits cannot see everything: is anything changed at all?")
    }

    @Test
    func `swapped, cut and grown payloads are seen`() throws {
        var device = try Fixtures.device("turbine")
        var unseen = 0
        for number: UInt32 in 0..<1000 {
            let good = device.payload(at: Double(number), number: number)
            var swapped = good
            swapped.swapAt(good.count - 3, good.count - 20)
            for bad in [swapped, good.dropLast(), good + [0x20], [0x20] + good]
            where bad != good && Stamp(reading: bad)?.isIntact == true {
                unseen += 1
            }
        }
        #expect(unseen <= 16)
    }

    @Test(arguments: [24, 25, 31, 32, 100, 4096])
    func `plain bytes carry a stamp too`(_ size: Int) throws {
        var filler = SplitMix64(seed: Self.seed)
        var bytes: [UInt8] = [1, 2, 3]
        BinaryStamp.append(
            dueMilliseconds: 1_795_190_400_123, number: 4_000_000_001, size: size,
            filler: &filler, to: &bytes)
        let payload = Array(bytes[3...])
        #expect(payload.count == size)
        #expect(
            Stamp(reading: payload)
                == Stamp(dueMilliseconds: 1_795_190_400_123, number: 1, isIntact: true))
        for index in payload.indices {
            var bad = payload
            bad[index] ^= 0x40
            #expect(Stamp(reading: bad)?.isIntact != true, "byte \(index)")
        }
        #expect(Stamp(reading: payload + [0])?.isIntact == false)
    }

    @Test(arguments: [
        "", "Z", "{}", "2026-11-20T16:00:00Z", "2026-11-20T16:00:00.123Z",
        "2026-11-20T16:00:00.12345678Z", "2026-13-20T16:00:00.123456789Z",
        "2026-11-20T24:00:00.123456789Z", "2026-11-20 16:00:00.123456789Z",
        "x026-11-20T16:00:00.123456789Z", "2026-11-20T16:00:00.123456789",
        "2026-11-20T16:00:00.12345678xZ",
    ])
    func `what is no stamp is not taken for one`(_ text: String) {
        #expect(Stamp(reading: Array(text.utf8)) == nil)
    }

    @Test
    func `a stamp is found wherever it is`() throws {
        var random = SplitMix64(seed: Self.seed)
        let alphabet = Array("0123456789:.-TZ ,\"xyz".utf8)
        let template = try Template("{timestamp}", allowing: [.timestamp])
        for _ in 0..<3000 {
            var text = ""
            for _ in 0..<random.below(60) {
                text.unicodeScalars.append(Unicode.Scalar(alphabet[random.below(alphabet.count)]))
            }
            let end = random.below(2) == 0 ? "" : text
            let full = try Template(text + template.text + end, allowing: [.timestamp])
            var bytes: [UInt8] = []
            full.append(.init(epochMilliseconds: Fixtures.epoch + 77, number: 5), to: &bytes)
            #expect(
                Stamp(reading: bytes)
                    == Stamp(dueMilliseconds: Fixtures.epoch + 77, number: 5, isIntact: true),
                "\(bytes.text), seed \(Self.seed)")
        }
    }

    @Test
    func `timestamps are those of the calendar`() {
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        var random = SplitMix64(seed: Self.seed)
        let days = (0..<2000).map { _ in Int64(random.below(2_900_000)) - 700_000 }
        for day in days + [0, -1, 11_016, 19_782, 47_540, 2_932_896, -719_528] {
            let milliseconds = day * 86_400_000 + Int64(random.below(86_400_000))
            var bytes: [UInt8] = []
            Timestamp.append(epochMilliseconds: milliseconds, to: &bytes)
            bytes.withUnsafeBytes {
                #expect(Timestamp.epochMilliseconds(in: $0, at: 0) == milliseconds)
            }
            guard day > -140_000 else { continue }
            let date = Date(timeIntervalSince1970: Double(milliseconds / 1000))
            let expected = date.formatted(format.year().month().day()).prefix(10)
            guard milliseconds >= 0 else { continue }
            #expect(bytes.text.hasPrefix(expected), "\(milliseconds)")
        }
    }
}
