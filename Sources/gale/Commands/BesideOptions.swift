import Fleet
import Reactor

/// What is to be seen of the broker beside a run.
struct BesideOptions: Sendable {
    var processes: [Int32] = []
    var controlGroups: [String] = []
    var readsSys = false

    /// What was asked for, ready to be read.
    ///
    /// - Parameter broker: the URL of `--broker`; nil for the embedded one.
    func gauge(broker: String?) throws -> BrokerWatch.Subject {
        let option =
            !processes.isEmpty
            ? "--broker-pid" : !controlGroups.isEmpty ? "--broker-cgroup" : nil
        if broker == nil, let option = option ?? (readsSys ? "--broker-sys" : nil) {
            throw UsageError(
                "\(option) wants --broker; what the embedded broker costs is in every report")
        }
        guard let option else { return .nothing }
        do throws(ProcessGauge.Trouble) {
            return processes.isEmpty
                ? .controlGroups(try ProcessGauge(controlGroups: controlGroups))
                : .processes(try ProcessGauge(processes: processes))
        } catch {
            switch error {
            case .noProcess(let what): throw Failure(.brokerUnreachable, "\(option): \(what)")
            case .unreadable(let what): throw Failure(.badInput, "\(option): \(what)")
            }
        }
    }

    /// Refuses before the first of several runs what each of them would refuse.
    func check(broker: String?, against other: String?) throws {
        _ = try gauge(broker: broker)
        guard other != nil, !processes.isEmpty || !controlGroups.isEmpty else { return }
        throw UsageError(
            "--broker-pid and --broker-cgroup measure one broker; --against plays two")
    }

    fileprivate func check() throws(UsageError) {
        guard !processes.isEmpty, !controlGroups.isEmpty else { return }
        throw UsageError("--broker-pid and --broker-cgroup are two ways; write one of them")
    }
}

extension Option where Settings: PlaySettings {
    static var brokerPID: Self {
        Option(
            "--broker-pid", "PID",
            help: "Measure the processor time and memory of the broker, which is this process of "
                + "this machine. May be repeated, for a broker of several."
        ) { options, text throws(UsageError) in
            guard let pid = Int32(text), pid > 0 else {
                throw UsageError("--broker-pid wants the number of a process, not “\(text)”")
            }
            if !options.play.beside.processes.contains(pid) {
                options.play.beside.processes.append(pid)
            }
            try options.play.beside.check()
        }
    }

    static var brokerGroup: Self {
        Option(
            "--broker-cgroup", "DIR", offers: .directories,
            help: "Measure the broker by its control group, such as that of a container, under "
                + "/sys/fs/cgroup. May be repeated."
        ) { options, text throws(UsageError) in
            options.play.beside.controlGroups.append(text)
            try options.play.beside.check()
        }
    }

    static var brokerSys: Self {
        Option(
            "--broker-sys",
            help: "Read what the broker says of itself under $SYS; not done unasked, since it "
                + "takes one more connection, which the broker counts."
        ) { options, _ in options.play.beside.readsSys = true }
    }
}
