import Foundation
import Testing

/// A process of a test: what it prints is collected, and it never outlives the test's folder.
///
/// Not for use by several threads at once.
final class Child {
    /// How it ended, and all that it said.
    struct Outcome {
        /// The exit code, or 128 and the number of the signal that ended it.
        let status: Int32
        let stdout: String
        let stderr: String
    }

    let pid: pid_t
    private let name: String
    private var streams: [Stream]
    private var status: Int32?

    private struct Stream {
        let descriptor: Int32
        var bytes: [UInt8] = []
        var isOpen = true
    }

    /// Starts `words[0]`, found on the PATH, in `folder`.
    ///
    /// Its standard input is empty. `environment` adds to that of the tests.
    init(_ words: [String], in folder: Workspace, environment: [String: String] = [:]) throws {
        name = words.prefix(3).joined(separator: " ")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        // Marked as closed on exec before anybody else starts a child, which would hold them open.
        let ends = try Self.spawning.withLock { try [1, 2].map { _ in try Self.pipe() } }
        for (end, number) in zip(ends, [Int32(1), 2]) {
            posix_spawn_file_actions_adddup2(&actions, end.write, number)
        }
        defer { for end in ends { close(end.write) } }
        streams = ends.map { Stream(descriptor: $0.read) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The test runner may hold signals back or ignore them; its children start afresh.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var pid = pid_t()
        let code = Self.spawning.withLock {
            Self.withPointers(["/usr/bin/env", "-C", folder.path] + words) { words in
                Self.withPointers(variables.map { "\($0)=\($1)" }) { variables in
                    posix_spawn(&pid, words[0]!, &actions, &attributes, words, variables)
                }
            }
        }
        self.pid = pid
        guard code == 0 else {
            status = 127
            for stream in streams { close(stream.descriptor) }
            throw Trouble("\(name) cannot be started: \(String(cString: strerror(code)))")
        }
        folder.keep(self)
    }

    deinit {
        if status == nil {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
        for stream in streams where status != 127 { close(stream.descriptor) }
    }

    func send(_ signal: Int32) { kill(pid, signal) }

    /// The first line that contains `text`, on whichever of the two outputs it comes first.
    func line(with text: String, within seconds: Double = 20) throws -> String {
        let limit = Clock.now + seconds
        while true {
            for stream in streams {
                let whole = String(decoding: stream.bytes, as: UTF8.self)
                let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
                if let line = lines.dropLast().first(where: { $0.contains(text) }) {
                    return String(line)
                }
            }
            guard try read(until: limit) else {
                throw Trouble("\(name) never printed “\(text)”; it printed \(said)")
            }
        }
    }

    /// Waits for the end of both outputs and of the process.
    func outcome(within seconds: Double = 60) throws -> Outcome {
        let limit = Clock.now + seconds
        while streams.contains(where: \.isOpen) {
            guard try read(until: limit) else { break }
        }
        guard !streams.contains(where: \.isOpen) else {
            throw Trouble("\(name) did not end within \(seconds) s; it printed \(said)")
        }
        var word: Int32 = 0
        if status == nil {
            waitpid(pid, &word, 0)
            status = word & 0x7f == 0 ? (word >> 8) & 0xff : 128 + (word & 0x7f)
        }
        return Outcome(
            status: status!, stdout: String(decoding: streams[0].bytes, as: UTF8.self),
            stderr: String(decoding: streams[1].bytes, as: UTF8.self))
    }

    private var said: String {
        streams.map { String(decoding: $0.bytes.suffix(2000), as: UTF8.self) }.description
    }

    /// Takes in what has come, waiting for it; false when there is nothing more or it is too late.
    private func read(until limit: Double) throws -> Bool {
        var polls = streams.filter(\.isOpen).map {
            pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
        }
        let left = limit - Clock.now
        guard !polls.isEmpty, left > 0 else { return false }
        guard poll(&polls, nfds_t(polls.count), Int32(left * 1000) + 1) > 0 else { return false }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        for ready in polls where ready.revents != 0 {
            let index = streams.firstIndex { $0.descriptor == ready.fd }!
            let count = Foundation.read(ready.fd, &chunk, chunk.count)
            if count > 0 {
                streams[index].bytes += chunk[..<count]
            } else {
                streams[index].isOpen = false
            }
        }
        return true
    }

    private static let spawning = NSLock()

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var pair: [Int32] = [-1, -1]
        try #require(Foundation.pipe(&pair) == 0)
        for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (pair[0], pair[1])
    }

    private static func withPointers<R>(
        _ words: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return body(&pointers)
    }
}

/// Seconds on a clock that never goes back.
enum Clock {
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Why a test cannot go on.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
