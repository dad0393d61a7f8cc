import Foundation
import Testing

/// The pixels of a PNG file, as far as a screenshot makes use of the format.
///
/// Eight bits a channel, RGB or RGBA, not interlaced. Python inflates the data: it is there
/// wherever Chromium's dependencies are, and Foundation cannot.
struct Picture {
    struct Pixel: Hashable {
        let red: UInt8
        let green: UInt8
        let blue: UInt8
    }

    let width: Int
    let height: Int
    private let channels: Int
    private var bytes: [UInt8]

    init(png: Data) throws {
        let file = [UInt8](png)
        try #require(file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        func number(_ at: Int) -> Int { file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        var packed = Data()
        var at = 8
        while at + 12 <= file.count {
            let length = number(at)
            let kind = String(decoding: file[at + 4..<at + 8], as: UTF8.self)
            if kind == "IDAT" { packed += file[at + 8..<at + 8 + length] }
            at += length + 12
        }
        width = number(16)
        height = number(20)
        try #require(file[24] == 8 && (file[25] == 2 || file[25] == 6) && file[28] == 0)
        channels = file[25] == 2 ? 3 : 4
        bytes = try Self.inflated(packed)
        try #require(bytes.count == height * (width * channels + 1))
        try undoFilters()
    }

    func pixel(x: Int, y: Int) -> Pixel {
        let at = y * (width * channels + 1) + 1 + x * channels
        return Pixel(red: bytes[at], green: bytes[at + 1], blue: bytes[at + 2])
    }

    /// The strong colours in the rows from `row` on that more than fifty pixels show.
    func colours(below row: Int) -> Set<Pixel> {
        var count: [Pixel: Int] = [:]
        for y in row..<height {
            for x in 0..<width {
                let it = pixel(x: x, y: y)
                let parts = [it.red, it.green, it.blue]
                if parts.max()! - parts.min()! > 60 { count[it, default: 0] += 1 }
            }
        }
        return Set(count.filter { $0.value > 50 }.keys)
    }

    /// Rows are stored as differences from their neighbours (PNG §9).
    private mutating func undoFilters() throws {
        let stride = width * channels + 1
        for y in 0..<height {
            let filter = bytes[y * stride]
            try #require(filter <= 4)
            if filter == 0 { continue }
            for x in 1..<stride {
                let at = y * stride + x
                let left = x > channels ? Int(bytes[at - channels]) : 0
                let above = y > 0 ? Int(bytes[at - stride]) : 0
                let corner = x > channels && y > 0 ? Int(bytes[at - stride - channels]) : 0
                let guess =
                    switch filter {
                    case 1: left
                    case 2: above
                    case 3: (left + above) / 2
                    default: Self.nearest(left, above, corner)
                    }
                bytes[at] &+= UInt8(guess)
            }
        }
    }

    private static func nearest(_ left: Int, _ above: Int, _ corner: Int) -> Int {
        let guess = left + above - corner
        let (a, b, c) = (abs(guess - left), abs(guess - above), abs(guess - corner))
        return a <= b && a <= c ? left : b <= c ? above : corner
    }

    private static func inflated(_ packed: Data) throws -> [UInt8] {
        let script =
            "import sys,zlib;sys.stdout.buffer.write(zlib.decompress(sys.stdin.buffer.read()))"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try packed.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "python3 failed: apt-get install python3")
        return [UInt8](bytes)
    }
}
