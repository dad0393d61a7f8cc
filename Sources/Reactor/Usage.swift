import CLinux
import Glibc

/// What this process and its threads have cost so far.
package enum Usage {
    /// User and system time of the calling thread, in seconds.
    package static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// How long the calling thread was ready to run and had no processor, in seconds; nil where
    /// the kernel does not say.
    ///
    /// - Cost: opens and reads a file of `/proc`, some microseconds.
    package static func threadWaitSeconds() -> Double? {
        let file = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { buffer in
            let count = read(file, buffer.baseAddress!, buffer.count)
            // Nanoseconds on a processor, nanoseconds waiting for one, turns.
            let parts = buffer.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
            guard parts.count >= 2, let wait = Int64(String(decoding: parts[1], as: UTF8.self))
            else { return nil }
            return Double(wait) / 1e9
        }
    }

    /// What tells this start of this kernel, and with it CLOCK_MONOTONIC, from all others; nil
    /// where the kernel does not say.
    package static var bootID: String? {
        let file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
            let count = read(file, buffer.baseAddress!, buffer.count)
            return count < 36 ? nil : String(decoding: buffer.prefix(36), as: UTF8.self)
        }
    }

    /// The most memory that this program ever held, in bytes.
    ///
    /// Not what getrusage says where the kernel has better: that includes whoever started it, as it
    /// was before it became this program.
    package static func maxResidentBytes() -> Int {
        if let bytes = peakOfProgram { return bytes }
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_maxrss * 1024
    }
}

extension Usage {
    /// The line `VmHWM:` of `/proc/self/status`.
    private static var peakOfProgram: Int? {
        let file = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { buffer in
            let count = read(file, buffer.baseAddress!, buffer.count)
            let lines = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
                .split(separator: "\n")
            guard let line = lines.first(where: { $0.hasPrefix("VmHWM:") }) else { return nil }
            let words = line.split { $0 == " " || $0 == "\t" }
            return words.dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
        }
    }
}

/// What one thread of this process has cost, readable from the others.
package struct ThreadClock: Sendable {
    private let clock: clockid_t

    /// Of the calling thread; nil where the kernel has none.
    package init?() {
        var clock = clockid_t()
        guard pthread_getcpuclockid(pthread_self(), &clock) == 0 else { return nil }
        self.clock = clock
    }

    /// User and system time; nil once the thread is over.
    package var seconds: Double? {
        var time = timespec()
        guard clock_gettime(clock, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
