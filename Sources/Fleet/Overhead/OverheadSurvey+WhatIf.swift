import Base
import MQTT
import Reports

/// What a change would save, of the rows that were measured.
extension OverheadSurvey {
    /// The Keep Alive that AWS IoT allows at most, and takes where none is asked for.
    private static let longest = Duration.seconds(1200)
    /// Bytes of a topic that says no more than it must, such as `m/004711`.
    private static let shorter = 8

    mutating func tryChanges() throws(OverheadTrouble) {
        let topic = order.topic.utf8.count
        let isV5 = order.version == .v5
        if let row = example {
            add(.topicAlias(row, payload: order.payload, topic: topic, version5: isV5))
            if topic > Self.shorter {
                add(
                    .shorterTopic(
                        row, payload: order.payload, topic: topic, shorter: Self.shorter,
                        version5: isV5))
            }
            if let keepAlive = row.idle?.keepAlive, keepAlive > .zero, keepAlive < Self.longest {
                add(.longerKeepAlive(row, Self.longest))
            }
        }
        for subject in subjects where subject.resuming != nil { try resume(subject) }
    }

    /// The row that changes of MQTT are shown of: what a careful device would use.
    private var example: OverheadReport.Row? {
        for transport in [OverheadReport.Transport.mqtts, .wss, .mqtt, .ws] {
            if let row = rows.last(where: { $0.transport == transport }) { return row }
        }
        return nil
    }

    private mutating func resume(_ subject: OverheadSubject) throws(OverheadTrouble) {
        let known = rows.last { $0.transport == subject.transport && $0.connection == .kept }
        guard let row = known, let title = subject.transport?.title else { return }
        try announce("\(row.title): resumed session")
        var probe = try OverheadProbe(
            order, subject, qos: .atLeastOnce, resumes: true, while: mayContinue)
        do throws(OverheadTrouble) {
            if let layers = try probe.resumed() {
                add(.sessionResumption(row, resumed: layers))
            } else {
                note("\(title): the server let no TLS session be resumed.")
            }
        } catch {
            probe.abandon()
            guard error.kind != .interrupted else { throw error }
            note("\(title) with a resumed session could not be measured: \(error.message).")
        }
    }
}
