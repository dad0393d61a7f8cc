import Base
import Testing

@Suite struct JSONLawTests {
    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `what was printed is read again`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<40 {
            let value = anyValue(levels: 4, &random)
            #expect(try JSON(parsing: value.compact) == value, "seed \(seed)")
            #expect(try JSON(parsing: value.pretty) == value, "seed \(seed)")
            #expect(try JSON(parsing: value.compact).compact == value.compact, "seed \(seed)")
        }
    }

    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `a text with a byte changed is read or refused within itself`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<40 {
            var text = Array(anyValue(levels: 3, &random).compact.utf8)
            text[random.below(text.count)] = UInt8(random.below(256))
            do throws(JSON.Invalid) {
                let value = try JSON(parsing: text)
                #expect((try? JSON(parsing: value.compact)) == value, "seed \(seed)")
            } catch {
                #expect((0...text.count).contains(error.offset), "seed \(seed)")
            }
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `no text that was cut short is read as an object`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let text = Array((["a": anyValue(levels: 3, &random)] as JSON).compact.utf8)
        for length in 0..<text.count {
            #expect((try? JSON(parsing: text.prefix(length))) == nil, "seed \(seed) \(length)")
        }
    }

    private func anyValue(levels: Int, _ random: inout SplitMix64) -> JSON {
        switch random.below(levels > 0 ? 8 : 6) {
        case 0: return .null
        case 1: return .bool(random.below(2) == 0)
        case 2: return .integer(Int64(bitPattern: random.next()) >> Int64(random.below(64)))
        case 3, 4: return anyNumber(&random)
        case 5: return .string(anyText(&random))
        case 6:
            return .array((0..<random.below(4)).map { _ in anyValue(levels: levels - 1, &random) })
        default:
            var members = JSON.Members()
            for _ in 0..<random.below(4) {
                members[anyText(&random)] = anyValue(levels: levels - 1, &random)
            }
            return .object(members)
        }
    }

    private func anyNumber(_ random: inout SplitMix64) -> JSON {
        let value = Double(bitPattern: random.next())
        return .number(value.isFinite ? value : random.between(-1000, 1000))
    }

    private func anyText(_ random: inout SplitMix64) -> String {
        let letters = Array("aé€🌬\"\\/<&\n\u{1}\u{301} ")
        return String((0..<random.below(6)).map { _ in letters[random.below(letters.count)] })
    }
}
