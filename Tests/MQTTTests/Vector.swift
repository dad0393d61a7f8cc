import Foundation
import MQTT
import Testing

/// One packet of `fixtures/packets/`: its bytes, and what they mean or what is wrong with them.
struct Vector: Sendable, CustomTestStringConvertible {
    enum Meaning: Sendable {
        case packet(String)
        case fault(String)
    }

    /// The file and the line of the title.
    var place = ""
    var title = ""
    var versions: [Version] = []
    var limit = Frame.largest
    /// Whether the packet is written in the form in which it is read.
    var isShortest = true
    var bytes: [UInt8] = []
    /// Where each line of bytes ends.
    var ends: [Int] = []
    var meaning = Meaning.packet("")

    var testDescription: String { "\(place): \(title)" }

    /// The whole folder, file by file.
    static let all: [Vector] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../fixtures/packets").standardized
        let files = try! FileManager.default.contentsOfDirectory(atPath: folder.path)
        return files.filter { $0.hasSuffix(".txt") }.sorted().flatMap { file in
            let text = try! String(contentsOf: folder.appending(path: file), encoding: .utf8)
            return read(text, from: file)
        }
    }()

    private static func read(_ text: String, from file: String) -> [Vector] {
        var vectors: [Vector] = []
        var open = Vector()
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let place = "\(file):\(index + 1)"
            let words = line.split(separator: " ", maxSplits: 1)
            switch words.first {
            case nil, "#": continue
            case "==":
                open = Vector()
                open.place = place
                open.title = String(words[1])
            case "version": open.readVersions(String(words[1]), at: place)
            case "=>":
                open.meaning = .packet(String(words[1]))
                vectors.append(open)
            case "!!":
                open.meaning = .fault(String(words[1]))
                vectors.append(open)
            default: open.readBytes(String(line), at: place)
            }
        }
        return vectors
    }

    private mutating func readVersions(_ text: String, at place: String) {
        for part in text.components(separatedBy: ", ") {
            switch part {
            case "3.1.1": versions = [.v3_1_1]
            case "5.0": versions = [.v5]
            case "3.1.1 and 5.0": versions = [.v3_1_1, .v5]
            case "not the shortest form": isShortest = false
            case _ where part.hasPrefix("limit "): limit = Int(part.dropFirst(6))!
            default: fatalError("\(place): “\(part)” is no version")
            }
        }
    }

    /// Takes the bytes before the first two spaces in a row; the rest explains them.
    private mutating func readBytes(_ line: String, at place: String) {
        for digits in line.components(separatedBy: "  ")[0].split(separator: " ") {
            guard digits.count == 2, let byte = UInt8(digits, radix: 16) else {
                fatalError("\(place): “\(digits)” is no byte")
            }
            bytes.append(byte)
        }
        ends.append(bytes.count)
    }
}
