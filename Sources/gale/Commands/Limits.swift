import Fleet
import Glibc
import Reports
import Scenarios
import Transports

/// What this machine can do, held against what a run needs, before the first socket.
enum Limits {
    /// Raises what needs no permission to be raised, and refuses what cannot take place as a whole.
    static func check(_ prediction: Prediction, sources: SourceAddresses) throws(Failure) {
        try refuse(prepare(prediction, sources))
    }

    /// Raises what needs no permission to be raised, and says how many devices there is room for;
    /// nil where that is all of them.
    ///
    /// - Throws: where there is none for a single device beside the applications; and with the
    ///   embedded broker, which shows nothing about a broker that a smaller run would not show.
    static func allowance(
        _ prediction: Prediction, sources: SourceAddresses
    ) throws(Failure) -> Allowance? {
        let diagnosis = prepare(prediction, sources)
        guard let shortage = diagnosis.shortages.first(where: \.isHard) else { return nil }
        if prediction.isEmbedded || shortage.devices == 0 { try refuse(diagnosis) }
        return Allowance(
            devices: shortage.devices, limit: shortage.name, remedy: shortage.remedy)
    }

    private static func prepare(
        _ prediction: Prediction, _ sources: SourceAddresses
    ) -> Diagnosis {
        raiseDescriptors()
        let demand = Demand(prediction, sources: max(1, sources.addresses.count), loops: 1)
        let diagnosis = Diagnosis(HostLimits.here, demand)
        makeRoom(for: min(demand.descriptors, diagnosis.host.softDescriptors))
        return diagnosis
    }

    private static func refuse(_ diagnosis: Diagnosis) throws(Failure) {
        let demand = diagnosis.demand
        guard let shortage = diagnosis.shortages.first(where: \.isHard) else { return }
        let connections = demand.connections
        switch shortage.kind {
        case .descriptors:
            throw Failure(
                .ourFault,
                "this run needs \(demand.descriptors) file descriptors and may have "
                    + "\(diagnosis.host.hardDescriptors); raise the limit (ulimit -n) with "
                    + "\(shortage.remedy), or play fewer devices with --scale")
        default:
            throw Failure(
                .ourFault,
                "this run opens \(connections) connections, and there are ports for "
                    + "\(diagnosis.host.ports * demand.sources); use \(shortage.remedy)")
        }
    }

    /// Lets the table of descriptors grow to `count` now.
    ///
    /// Grown descriptor by descriptor, it doubles some ten times, and while a process has several
    /// threads the kernel waits each time until all processors have let go of the old one: more
    /// than ten milliseconds in which the loop that opened a socket stands still.
    private static func makeRoom(for count: Int) {
        let last = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, Int32(clamping: count - 1))
        if last >= 0 { close(last) }
    }

    /// Raises the soft limit to the hard one.
    static func raiseDescriptors() {
        var limit = rlimit.descriptors
        guard limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

extension HostLimits {
    /// Of this machine; what cannot be read counts as the kernel's default.
    static var here: HostLimits {
        let limit = rlimit.descriptors
        let range = numbers("/proc/sys/net/ipv4/ip_local_port_range")
        let ports = range.count == 2 ? range[1] - range[0] + 1 : 28_232
        return HostLimits(
            softDescriptors: Int(clamping: limit.rlim_cur),
            hardDescriptors: Int(clamping: limit.rlim_max),
            mostDescriptors: numbers("/proc/sys/fs/nr_open").first ?? 1 << 20, ports: ports,
            acceptQueue: numbers("/proc/sys/net/core/somaxconn").first ?? 4096,
            memory: memoryAvailable, cores: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    }

    /// What the kernel would part with, or less where a control group allows less.
    private static var memoryAvailable: Int {
        let lines = (try? TextFile.read("/proc/meminfo"))?.split(separator: "\n") ?? []
        let line = lines.first { $0.hasPrefix("MemAvailable:") }
        let kilobytes = line?.split(separator: " ").compactMap { Int($0) }.first
        let host =
            kilobytes.map { $0 << 10 }
            ?? sysconf(Int32(_SC_AVPHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
        guard let most = numbers("/sys/fs/cgroup/memory.max").first else { return host }
        let used = numbers("/sys/fs/cgroup/memory.current").first ?? 0
        return min(host, max(0, most - used))
    }

    /// The whole numbers in a file of the kernel; none where there is no such file.
    static func numbers(_ path: String) -> [Int] {
        guard let text = try? TextFile.read(path) else { return [] }
        return text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    }
}

extension rlimit {
    fileprivate static var descriptors: rlimit {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return limit
    }
}

/// The machine, for the report; nothing that names it.
enum Host {
    static var facts: Report.Host {
        var host = Report.Host()
        var name = utsname()
        uname(&name)
        host.system = "\(text(&name.sysname)) \(text(&name.release)) \(text(&name.machine))"
        host.cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        host.memoryBytes = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
        return host
    }

    private static func text<T>(_ field: inout T) -> String {
        withUnsafeBytes(of: &field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
