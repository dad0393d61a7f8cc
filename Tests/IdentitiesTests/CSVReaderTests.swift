import Base
import Testing

@testable import Identities

/// RFC 4180, and what people's programs make of it.
@Suite struct CSVReaderTests {
    static func rows(_ text: String) throws -> [[String]] {
        var reader = CSVReader(Array(text.utf8))
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row.fields) }
        return rows
    }

    @Test(
        arguments: [
            ("", []), ("\n\r\n\n", []), ("a", [["a"]]), ("a,b\n", [["a", "b"]]),
            ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]), ("a\rb", [["a"], ["b"]]),
            (",\n", [["", ""]]), ("a,\n", [["a", ""]]), ("\"\"\n", [[""]]),
            ("\"a,b\",\"c\"\"d\"\n", [["a,b", "c\"d"]]), ("\"a\r\nb\"\n", [["a\r\nb"]]),
            ("\u{FEFF}a,b", [["a", "b"]]), ("\u{FEFF}\"a\"", [["a"]]), (" a , b", [[" a ", " b"]]),
            ("a\n\nb", [["a"], ["b"]]), ("ä,\u{0}", [["ä", "\u{0}"]]), ("\"\"\"\"", [["\""]]),
        ] as [(String, [[String]])])
    func `fields come out as they were meant`(text: String, rows: [[String]]) throws {
        #expect(try Self.rows(text) == rows)
    }

    @Test(
        arguments: [
            ("a\n\"b", 2, "field 1 opens a quote that is never closed"),
            ("a\n\nb,\"c\n\nd", 3, "field 2 opens a quote that is never closed"),
            ("\"a\"b\n", 1, "field 1 goes on after its closing quote"),
            ("a\nb\"c\n", 2, "a quote stands in the middle of a field"),
            ("\"a\nb\"\nx\"\n", 3, "a quote stands in the middle of a field"),
            (String(repeating: ",", count: 256), 1, "a row has at most 256 fields"),
            ("a\n" + String(repeating: "x", count: 65_536), 2, "longer than 65535 bytes"),
            ("a\n\"" + String(repeating: "x", count: 65_536) + "\"", 2, "longer than 65535 bytes"),
        ] as [(String, Int, String)])
    func `a mistake has its line`(text: String, line: Int, message: String) {
        let mistake = #expect(throws: CSVReader.Mistake.self) { try Self.rows(text) }
        #expect(mistake?.line == line)
        #expect(mistake?.message.contains(message) == true, "\(mistake?.message ?? "")")
    }

    @Test
    func `bytes that are no text are refused`() {
        var reader = CSVReader([0x61, 0x0A, 0xFF, 0xFE, 0x0A])
        #expect(throws: Never.self) { try reader.next() }
        let mistake = #expect(throws: CSVReader.Mistake.self) { try reader.next() }
        #expect(mistake == CSVReader.Mistake(line: 2, message: "this is not UTF-8 text"))
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `what was written is read again`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let letters: [Character] = [
            "a", "ß", ",", "\"", "\n", "\r", " ", ";", "\u{FEFF}", "😀", "\r\n", "'", "\"\u{301}",
            ",\u{301}",
        ]
        let rows = (0..<20).map { _ in
            (0...random.below(5)).map { _ in
                String((0..<random.below(6)).map { _ in letters[random.below(letters.count)] })
            }
        }
        let text = rows.map(CSVWriter.row).joined()
        #expect(try Self.rows(text) == rows, "seed \(seed)")
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `any bytes end in rows or in a mistake`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D, 0x61, 0xC3, 0xBC, 0x00, 0xEF, 0xBB, 0xBF]
        for _ in 0..<50 {
            let bytes = (0..<random.below(60)).map { _ in alphabet[random.below(alphabet.count)] }
            var reader = CSVReader(bytes)
            var rows = 0
            while case .some(.some) = try? reader.next() { rows += 1 }
            #expect(rows <= bytes.count, "seed \(seed)")
        }
    }
}
