import Foundation
import Testing

/// What passes over loopback to and from one TCP port while a test plays.
///
/// tcpdump captures, which takes root or a sudo that asks nothing; tshark reads.
final class Wire {
    private static let reader = "/usr/bin/tshark"

    private let port: UInt16
    private let folder: Workspace
    private let file: String
    private let child: Child

    init(at port: UInt16, in folder: Workspace) throws {
        try Need.tool("/usr/bin/tcpdump")
        try Need.tool(Self.reader)
        self.port = port
        self.folder = folder
        file = "wire-\(port).pcap"
        // Made beforehand, so that it is ours whoever tcpdump becomes.
        try folder.write("", to: file)
        // Each packet takes as much of the buffer as the longest may, which loopback lets be long.
        child = try Child(
            (geteuid() == 0 ? [] : ["sudo", "-n"])
                + ["tcpdump", "-i", "lo", "-s", "16384", "-B", "65536", "-U", "--immediate-mode"]
                + ["-Z", NSUserName(), "-w", file, "port \(port)"], in: folder)
        _ = try child.line(with: "listening on")
    }

    /// Everything until now is in the file.
    func end() throws {
        // What the kernel shows to tcpdump has an order: once a last word is there, all is.
        let word = "the end of \(UUID())"
        try Port.say(word, to: port)
        let limit = Clock.now + 20
        let end = Data(word.utf8)
        while try Data(contentsOf: folder.url.appending(path: file)).range(of: end) == nil {
            guard Clock.now < limit else { throw Trouble("tcpdump never captured the last word") }
            poll(nil, 0, 10)
        }
        child.send(SIGINT)
        let outcome = try child.outcome(within: 20)
        try #require(outcome.stderr.contains("\n0 packets dropped by kernel"), "\(outcome.stderr)")
    }

    /// One TCP segment.
    struct Segment: Hashable {
        let stream: Int
        let source: UInt16
        let sequence: Int
        /// Payload.
        let bytes: Int
        /// Of IP and TCP.
        let headerBytes: Int
    }

    func segments() throws -> [Segment] {
        try fields(
            ["tcp.stream", "tcp.srcport", "tcp.seq_raw", "tcp.len", "ip.hdr_len", "tcp.hdr_len"],
            of: "tcp"
        ).map { line in
            let numbers = line.compactMap { Int($0) }
            guard numbers.count == 6 else { throw Trouble("tshark printed \(line)") }
            return Segment(
                stream: numbers[0], source: UInt16(numbers[1]), sequence: numbers[2],
                bytes: numbers[3], headerBytes: numbers[4] + numbers[5])
        }
    }

    /// Payload that went over the wire, once each, but on one connection.
    func payloadBytes(butOf stream: Int) throws -> Int {
        var ends: [[Int]: Int] = [:]
        var sum = 0
        for segment in try segments()
        where segment.bytes > 0 && segment.stream != stream {
            let flow = [segment.stream, Int(segment.source)]
            let end = segment.sequence + segment.bytes
            let known = ends[flow] ?? segment.sequence
            // Loopback loses nothing and keeps the order: what lies behind was sent again.
            try #require(segment.sequence <= known, "a segment is missing from the capture")
            sum += max(0, end - known)
            ends[flow] = max(known, end)
        }
        return sum
    }

    /// What tshark reads of each packet that a filter lets through.
    ///
    /// - Parameter keys: a key log that opens TLS.
    func fields(
        _ names: [String], of filter: String, keys: String? = nil, as decoding: String? = nil
    ) throws -> [[String]] {
        var words = ["-n", "-r", file, "-Y", filter, "-T", "fields"]
        words += names.flatMap { ["-e", $0] }
        if let keys { words += ["-o", "tls.keylog_file:\(keys)"] }
        if let decoding { words += ["-d", decoding] }
        let outcome = try Child([Self.reader] + words, in: folder).outcome(within: 30)
        try #require(outcome.status == 0, "tshark \(words): \(outcome.stderr)")
        return outcome.stdout.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
