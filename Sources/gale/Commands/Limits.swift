import Glibc
import Reports
import Scenarios
import Transports

/// What this machine can do, held against what a run needs, before the first socket.
enum Limits {
    static func check(_ prediction: Prediction, sources: SourceAddresses) throws(Failure) {
        try checkDescriptors(prediction.descriptors)
        try checkPorts(prediction.connections, sources: max(1, sources.addresses.count))
    }

    /// Raises the soft limit to the hard one, which needs no permission.
    @discardableResult
    static func raiseDescriptors() -> rlim_t {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        return limit.rlim_cur
    }

    private static func checkDescriptors(_ needed: Int) throws(Failure) {
        let limit = raiseDescriptors()
        guard needed <= limit else {
            throw Failure(
                .ourFault,
                "this run needs \(needed) file descriptors and may have \(limit); "
                    + "raise the limit with ulimit -n, or play fewer devices with --scale")
        }
    }

    private static func checkPorts(_ connections: Int, sources: Int) throws(Failure) {
        let path = "/proc/sys/net/ipv4/ip_local_port_range"
        guard let text = try? TextFile.read(path) else { return }
        let ends = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        guard ends.count == 2 else { return }
        let ports = (ends[1] - ends[0] + 1) * sources
        guard connections <= ports else {
            throw Failure(
                .ourFault,
                "this run opens \(connections) connections, and \(sources) source address"
                    + "\(sources == 1 ? " has" : "es have") \(ports) ports; add addresses, as in "
                    + "--bind 127.0.0.2-127.0.0.9")
        }
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
