import Base
import Devices
import MQTT
import YAML

extension Prediction {
    /// What `--dry-run` prints; the same plan gives the same bytes.
    package var text: String {
        [
            heading, section("Connections", connectionTable),
            section(identityTitle, identityTable), section("Phases", phaseTable),
            section("Messages per second, once all are connected", messageTable),
            section("Deliveries per second", deliveryTable),
            section("Bytes, both directions", byteTable), closing,
        ].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func section(_ title: String, _ table: Columns) -> String {
        let text = table.text
        return text.isEmpty ? "" : "\(title)\n\(text)"
    }

    private var heading: String {
        let about = plan.about.isEmpty ? "" : ": \(plan.about)"
        return """
            \(plan.name)\(about)
            Seed \(plan.seed); \(plan.length.short) of phases, \
            then at most \(plan.drain.short) to drain.

            """
    }

    private var connectionTable: Columns {
        var table = Columns()
        for fleet in plan.fleets {
            table.add(
                fleet.name, fleet.count.forPeople, fleet.model.name,
                "MQTT \(fleet.client.version)",
                fleet.client.session)
        }
        for application in plan.applications {
            table.add(
                application.name, application.count.forPeople, "application",
                "MQTT \(application.client.version)", application.client.session)
        }
        table.add("all", connections.forPeople)
        table.add("file descriptors", descriptors.forPeople)
        return table
    }

    private var phaseTable: Columns {
        var table = Columns()
        var start = Duration.zero
        for phase in plan.phases {
            table.add(phase.name, "from \(start.short)", "for \(phase.duration.short)")
            start += phase.duration
        }
        return table
    }

    private var messageTable: Columns {
        var table = Columns()
        table.add("", "QoS 0", "QoS 1", "QoS 2", "all")
        let senders = plan.fleets.map(\.name) + plan.applications.map(\.name)
        for sender in senders {
            let own = streams.filter { $0.sender == sender }
            guard !own.isEmpty else { continue }
            table.add([sender] + Self.byQoS(own.map { ($0.qos, $0.perSecond) }))
        }
        table.add(["all"] + Self.byQoS(streams.map { ($0.qos, $0.perSecond) }))
        return table
    }

    private var deliveryTable: Columns {
        var table = Columns()
        table.add("", "QoS 0", "QoS 1", "QoS 2", "all")
        let all = streams.flatMap { stream in
            stream.deliveries.map { ($0, stream.perSecond * $0.copies) }
        }
        for receiver in plan.applications.map(\.name) + plan.fleets.map(\.name) {
            let own = all.filter { $0.0.receiver == receiver }
            guard !own.isEmpty else { continue }
            table.add([receiver] + Self.byQoS(own.map { ($0.0.qos, $0.1) }))
        }
        table.add(["all"] + Self.byQoS(all.map { ($0.0.qos, $0.1) }))
        return table
    }

    private static func byQoS(_ rates: [(QoS, Double)]) -> [String] {
        QoS.allCases.map { qos in
            rates.filter { $0.0 == qos }.reduce(0) { $0 + $1.1 }.forPeople
        } + [rates.reduce(0) { $0 + $1.1 }.forPeople]
    }

    private var byteTable: Columns {
        let accounts: [(String, KeyPath<Traffic, Double>)] = [
            ("payload", \.payload), ("topic", \.topic), ("rest of MQTT", \.mqtt),
            ("acknowledgements", \.acknowledgements), ("keep alive", \.keepAlive),
            ("TCP/IP, estimated", \.tcpIP), ("all", \.total),
        ]
        var table = Columns()
        table.add("", "a second", "whole run")
        for (name, account) in accounts {
            table.add(name, steady[keyPath: account].forPeople, whole[keyPath: account].forPeople)
        }
        return table
    }

    private var closing: String {
        var text =
            "In all about \(messages.rounded().forPeople) messages and "
            + "\(deliveries.rounded().forPeople) deliveries.\n"
        if plan.needsShadows {
            text += "Documents that the shadow service sends are not in these figures.\n"
        }
        if plan.identities != nil { text += "TLS and probes are not in these figures.\n" }
        if refused > 0 {
            text +=
                "Devices that must be refused (\(refused.forPeople)) count as connections, "
                + "not as senders.\n"
        }
        return text
    }

    private var refused: Int {
        plan.fleets.filter(\.mustBeRefused).reduce(0) { $0 + $1.count }
    }
}

extension ClientPlan {
    fileprivate var session: String {
        if cleanStart { return "clean session" }
        guard version == .v5 else { return "persistent session" }
        return "session kept \(Duration.seconds(Int(sessionExpiry)).short)"
    }
}
