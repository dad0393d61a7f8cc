extension Diagnosis {
    /// What `gale doctor` prints; the same host and run give the same bytes.
    package var text: String {
        var text = heading + "\n\n" + table
        if let first = limits.first {
            text += """

                First to end: \(first.name), at \(first.devices.forPeople) devices.
                To lift it: \(first.remedy)

                """
        }
        if let note { text += "\n\(note)\n" }
        return demand.name == nil ? text : text + "\n" + verdict
    }

    private var heading: String {
        guard let name = demand.name else {
            return "What this host can do for devices that send a message a second"
        }
        let connections = demand.connections.forPeople
        return "What this host can do for \(name): \(connections) connections,\n"
            + "\(demand.descriptors.forPeople) descriptors, "
            + "\(load.forPeople) messages and deliveries a second"
    }

    private var load: Double { demand.ratePerDevice * Double(demand.devices) }

    private var table: String {
        let rows =
            [("Limit", "devices", "here")]
            + limits.map { ($0.name, $0.devices.forPeople, $0.here) }
        let width = rows.map(\.0.count).max() ?? 0
        let digits = rows.map(\.1.count).max() ?? 0
        return rows.map { name, devices, here in
            let space = String(repeating: " ", count: width + digits - name.count - devices.count)
            return "  \(name)\(space)  \(devices)  \(here)\n"
        }.joined()
    }

    /// Said where more than the queue holds may connect at the same instant.
    private var note: String? {
        guard demand.name == nil || demand.atOnce > host.acceptQueue else { return nil }
        let most = host.acceptQueue.forPeople
        let queue = max(demand.atOnce, 2 * host.acceptQueue)
        let who =
            demand.name == nil
            ? "More than \(most) devices that connect at once"
            : "\(demand.atOnce.forPeople) devices connect at once, and more than \(most)"
        return "\(who) overflow the accept queue of a broker\non this host; connect them in a "
            + "ramp, or sudo sysctl net.core.somaxconn=\(queue)"
    }

    private var verdict: String {
        let shortages = shortages
        guard !shortages.isEmpty else {
            return "It fits: \(demand.connections.forPeople) connections.\n"
        }
        return "It does not fit: \(demand.devices.forPeople) devices.\n"
            + shortages.map {
                "  \($0.name), enough for \($0.devices.forPeople): \($0.remedy)\n"
            }.joined()
    }
}
