import CLinux
import Glibc

/// The processor time and memory of others on this machine: of processes, or of control groups.
///
/// Of a process: the time of all its threads, by its own clock and so to the nanosecond; and its
/// resident memory, from `/proc/PID/statm`, which the kernel has at hand. Pss would divide pages
/// that processes share, but to count it the kernel walks through all pages of the process and
/// keeps it from getting new ones meanwhile. The file stays open, so that another process that is
/// given the number later is not taken for the first.
///
/// Of a control group: what its files say, of version 2 or 1, with its children.
///
/// - Error: some kernels count resident memory to some ten pages a processor.
/// - Cost: two system calls for each process or group, some microseconds.
package struct ProcessGauge: Sendable {
    package struct Reading: Equatable, Sendable {
        /// User and system, since each began; nil where nobody counts it.
        package var cpuSeconds: Double?
        package var memoryBytes: Int?
    }

    /// Why nothing can be read, in a clause for a person.
    package enum Trouble: Error, Equatable {
        /// It ended, or never was.
        case noProcess(String)
        case unreadable(String)
    }

    private struct Part: Sendable {
        /// `process 4711`.
        let name: String
        let source: Source
        var cpu: Double?
        var isOver = false
    }

    private enum Source: Sendable {
        case process(clock: clockid_t, statm: Descriptor)
        case group(ControlGroup)
    }

    private var parts: [Part] = []
    private let pageSize = sysconf(Int32(_SC_PAGESIZE))

    package init(processes: [Int32]) throws(Trouble) {
        for pid in processes {
            let name = "process \(pid)"
            var clock = clockid_t()
            guard clock_getcpuclockid(pid, &clock) == 0 else {
                throw .noProcess("there is no \(name)")
            }
            let statm = try Self.open("/proc/\(pid)/statm", of: name)
            parts.append(Part(name: name, source: .process(clock: clock, statm: statm)))
            if !read().ended.isEmpty { throw .noProcess("\(name) has ended") }
        }
    }

    /// - Parameter controlGroups: directories; those of version 1 have one for each of the two.
    package init(controlGroups: [String]) throws(Trouble) {
        for path in controlGroups {
            let group = ControlGroup(path)
            guard group.isAny else {
                throw .unreadable(
                    "\(path) is no control group that can be read: it has neither cpu.stat nor "
                        + "memory.current (cpuacct.usage, memory.usage_in_bytes in version 1)")
            }
            parts.append(Part(name: "control group \(path)", source: .group(group)))
            if !read().ended.isEmpty { throw .noProcess("nothing runs in \(path)") }
        }
    }

    /// Whether all have ended.
    package var isOver: Bool { parts.allSatisfy(\.isOver) }

    /// All of them together, and the names of those that have ended since the last reading.
    ///
    /// The time of those that ended stays in the sum; of their memory nothing is left.
    package mutating func read() -> (reading: Reading, ended: [String]) {
        var whole = Reading()
        var ended: [String] = []
        for index in parts.indices {
            if !parts[index].isOver {
                if let part = reading(of: parts[index].source) {
                    parts[index].cpu = part.cpuSeconds
                    if let memory = part.memoryBytes {
                        whole.memoryBytes = memory + (whole.memoryBytes ?? 0)
                    }
                } else {
                    parts[index].isOver = true
                    ended.append(parts[index].name)
                }
            }
            if let cpu = parts[index].cpu { whole.cpuSeconds = cpu + (whole.cpuSeconds ?? 0) }
        }
        return (whole, ended)
    }

    /// Nil where it has ended.
    private func reading(of source: Source) -> Reading? {
        switch source {
        case .group(let group): return group.reading
        case .process(let clock, let statm):
            var time = timespec()
            guard clock_gettime(clock, &time) == 0,
                // Pages in all, pages that are resident. Who ended and was not waited for has none.
                let pages = statm.text?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }
                ),
                pages > 0
            else { return nil }
            return Reading(
                cpuSeconds: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9,
                memoryBytes: pages * pageSize)
        }
    }

    private static func open(_ path: String, of name: String) throws(Trouble) -> Descriptor {
        let number = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        if number >= 0 { return Descriptor(owning: number) }
        let code = errno
        if code == ENOENT || code == ESRCH { throw .noProcess("there is no \(name)") }
        throw .unreadable("\(path) cannot be read: \(SystemError.reason(code))")
    }
}

/// The files of a control group that tell what it costs.
private struct ControlGroup: Sendable {
    private let cpu: Descriptor?
    /// What one count of ``cpu`` is, in seconds.
    private let cpuUnit: Double
    private let memory: Descriptor?
    private let events: Descriptor?

    init(_ path: String) {
        func open(_ name: String) -> Descriptor? {
            let number = Glibc.open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
            return number >= 0 ? Descriptor(owning: number) : nil
        }
        // In version 1 there is a cpu.stat as well, which says other things.
        let first = open("cpuacct.usage")
        cpuUnit = first == nil ? 1e-6 : 1e-9
        cpu = first ?? open("cpu.stat").flatMap { $0.number(after: "usage_usec") == nil ? nil : $0 }
        memory = open("memory.current") ?? open("memory.usage_in_bytes")
        events = open("cgroup.events")
    }

    var isAny: Bool { cpu != nil || memory != nil }

    /// Nil where the group is gone, or nothing runs in it.
    var reading: ProcessGauge.Reading? {
        if let events, events.number(after: "populated") == 0 { return nil }
        let key = cpuUnit < 1e-6 ? nil : "usage_usec"
        var reading = ProcessGauge.Reading()
        if let cpu {
            guard let count = cpu.number(after: key) else { return nil }
            reading.cpuSeconds = Double(count) * cpuUnit
        }
        if let memory {
            guard let bytes = memory.number(after: nil) else { return nil }
            reading.memoryBytes = bytes
        }
        return reading
    }
}

extension Descriptor {
    /// The file from its beginning, as far as it tells what a process costs; nil where it is gone.
    fileprivate var text: String? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1024) { buffer in
            let count = pread(number, buffer.baseAddress!, buffer.count, 0)
            return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
        }
    }

    /// The number behind `key` at the beginning of a line, or the file's only number.
    fileprivate func number(after key: String?) -> Int? {
        guard let lines = text?.split(separator: "\n") else { return nil }
        guard let key else { return lines.first.flatMap { Int($0) } }
        let words = lines.map { $0.split(separator: " ") }
        return words.first { $0.count == 2 && $0[0] == key }.flatMap { Int($0[1]) }
    }
}
