import Base
import Measures
import Reports
import Scenarios
import Transports

/// Turns what the loops counted into a report.
struct ReportMaker {
    let roster: Roster
    let settings: RunSettings
    let abroad: Abroad?
    let start: Instant
    let wasStopped: Bool
    let end: Instant

    func report(
        _ tally: inout Tally, _ wills: WillBoard, beside seen: BrokerBooks? = nil
    ) -> Report {
        var report = Report()
        abroad?.enter(into: &tally.ledger)
        let untold = abroad?.untold ?? []
        let books = Settlement(closing: &tally, roster) {
            abroad?.isUntold($0, untold) ?? false
        }
        let (willTotals, waits) = wills.settle(at: end)
        for wait in waits {
            tally.latencies.record(.will, due: .zero, end: Instant(nanoseconds: wait))
        }
        describe(&report)
        fill(&report.fleet, tally)
        report.messages.all = deliveries(books.totals.all)
        for qos in 0...2 { report.messages.byQoS[qos] = deliveries(books.totals[qos]) }
        report.applications = books.applications(of: roster)
        fill(&report.wills, willTotals)
        fillLatencies(&report, tally.latencies)
        fillBytes(&report.bytes, tally)
        report.security = security(tally)
        if settings.passports != nil {
            report.identities = tally.identities
            report.acl = tally.acl
        }
        fillTimeline(&report.timeline, tally.timeline)
        report.generator = generator(tally)
        report.faults = faults(tally.faults)
        report.warnings = warnings(tally)
        if let seen { report.fill(beside: seen) }
        report.faults.sort { ($0.seconds ?? 0, $0.what) < ($1.seconds ?? 0, $1.what) }
        if let abroad { fillClocks(&report, abroad) }
        report.judge(
            roster.plan.expectations, wasStopped: wasStopped, shortfall: shortfall(tally),
            within: abroad.map { Jurisdiction(roster, untold: untold.sorted(), $0.cast) })
        return report
    }

    private func describe(_ report: inout Report) {
        let plan = roster.plan
        report.scenario.name = plan.name
        report.scenario.seed = plan.seed
        report.scenario.about = plan.about
        report.broker = Report.Broker(url: settings.endpoint.text, embedded: settings.isEmbedded)
        report.duration = end - .zero
        let offset = start == .never ? 0 : start.nanoseconds
        var begin = Double(offset) / 1e9
        for phase in plan.phases {
            report.phases.append(
                Report.Phase(
                    name: phase.name, startSeconds: begin, seconds: phase.duration.inSeconds))
            begin += phase.duration.inSeconds
        }
    }

    private func fill(_ fleet: inout Report.Fleet, _ tally: Tally) {
        fleet.devices = roster.ownDeviceCount
        fleet.connected = tally.connected
        fleet.connectFailures = tally.connectFailures
        fleet.reconnects = tally.reconnects
    }

    private func deliveries(_ tally: MessageTotals.Tally) -> Report.Deliveries {
        var result = Report.Deliveries()
        result.published = tally.published
        result.acknowledged = tally.acknowledged
        result.delivered = tally.delivered
        result.lost = tally.lost
        result.duplicated = tally.duplicated
        result.reordered = tally.reordered
        result.corrupted = tally.corrupted
        result.unexpected = tally.unexpected
        result.missed = tally.missed
        return result
    }

    private func fill(_ wills: inout Report.Wills, _ totals: WillTotals) {
        wills.expected = totals.expected
        wills.delivered = totals.delivered
        wills.missing = totals.missing
        wills.spurious = totals.spurious
    }

    private func fillLatencies(_ report: inout Report, _ latencies: Latencies) {
        for leg in Measures.Leg.allCases {
            guard let place = Reports.Leg(rawValue: leg.rawValue) else { continue }
            report.latency[place] = figures(latencies[leg])
            report.serviceTime[place] = figures(latencies.service(leg))
            report.curves[place] = curve(latencies[leg])
        }
    }

    private func figures(_ histogram: Histogram) -> Report.Latency {
        var result = Report.Latency()
        func duration(_ nanoseconds: Int64?) -> Duration? { nanoseconds.map { .nanoseconds($0) } }
        result.count = Int(histogram.count)
        result.min = duration(histogram.minimum)
        result.p50 = duration(histogram.quantile(0.5))
        result.p90 = duration(histogram.quantile(0.9))
        result.p99 = duration(histogram.quantile(0.99))
        result.p999 = duration(histogram.quantile(0.999))
        result.max = duration(histogram.maximum)
        result.mean = histogram.mean.map { .nanoseconds(Int64($0)) }
        return result
    }

    private func curve(_ histogram: Histogram) -> Report.Curve {
        var curve = Report.Curve()
        for point in histogram.curve() {
            curve.append(
                percentile: point.fraction * 100, latency: .nanoseconds(point.value))
        }
        return curve
    }

    private func fillBytes(_ bytes: inout Report.Bytes, _ tally: Tally) {
        bytes.payload = tally.bytes[.payload]
        bytes.topic = tally.bytes[.topic]
        bytes.mqtt = tally.bytes[.mqtt]
        bytes.acknowledgements = tally.bytes[.acknowledgements]
        bytes.keepAlive = tally.bytes[.keepAlive]
        bytes.webSocket = tally.bytes[.webSocket]
        bytes.webSocketUpgrade = tally.bytes[.webSocketUpgrade]
        bytes.http = tally.bytes[.http]
        bytes.tlsRecords = tally.bytes[.tlsRecords]
        bytes.tlsHandshake = tally.bytes[.tlsHandshake]
        bytes.tcpIP = tally.bytes.tcpIP
        bytes.estimated = tally.bytes.isTCPIPEstimated ? ["tcpIP"] : []
        let segments = tally.bytes.segments
        if segments.connections > 0 {
            bytes.segmentsSent = segments.segmentsOut
            bytes.segmentsReceived = segments.segmentsIn
            bytes.segmentsRetransmitted = segments.retransmittedSegments
        }
        let published = tally.ledger.streams.reduce(0) { $0 + $1.left }
        let figures = TrafficFigures(
            of: tally.bytes, messages: published, devices: roster.ownDeviceCount,
            duration: end - .zero)
        bytes.perMessage = figures.perMessageTCPIP
        bytes.perDeviceAndDay = figures.perDeviceDayTCPIP
    }

    private func fillTimeline(_ timeline: inout Report.Timeline, _ source: Timeline) {
        let points = source.points
        timeline.sliceSeconds = points.first?.width ?? 1
        timeline.slices = points.map { point in
            var slice = Report.Timeline.Slice()
            slice.seconds = point.second + point.width
            slice.connected = point.connected
            slice.published = point.published
            slice.delivered = point.delivered
            slice.bytes = point.bytesIn + point.bytesOut
            slice.p50 = point.p50.map { .nanoseconds($0) }
            slice.p99 = point.p99.map { .nanoseconds($0) }
            slice.max = point.max.map { .nanoseconds($0) }
            return slice
        }
    }

    private func generator(_ tally: Tally) -> Report.Generator {
        var generator = Report.Generator()
        generator.cpuSeconds = tally.generator.cpuSeconds
        generator.maxResidentBytes = tally.generator.maxResidentBytes
        generator.latenessP50 = .nanoseconds(tally.generator.lateness.quantile(0.5) ?? 0)
        generator.latenessP99 = .nanoseconds(tally.generator.lateness.quantile(0.99) ?? 0)
        generator.latenessMax = .nanoseconds(tally.generator.lateness.maximum ?? 0)
        generator.readDelayP99 = tally.generator.readDelay.quantile(0.99).map { .nanoseconds($0) }
        generator.readDelayMax = tally.generator.readDelay.maximum.map { .nanoseconds($0) }
        generator.sendBufferFullSeconds = Double(tally.generator.sendBufferFull) / 1e9
        generator.loops = settings.loops
        generator.judge(tally.generator, end: end)
        return generator
    }

    private func faults(_ book: FaultBook) -> [Report.Fault] {
        book.entries
            .map { what, entry in
                Report.Fault(
                    seconds: Double(entry.first.nanoseconds) / 1e9, what: what, count: entry.count)
            }
    }

    /// Why a run whose devices did not all have a place proves nothing.
    private func shortfall(_ tally: Tally) -> String? {
        guard tally.turnedAway > 0 else { return nil }
        return settings.allowance?.reason(turningAway: tally.turnedAway, of: roster.ownDeviceCount)
    }

    /// What a reader must know before believing the figures.
    private func warnings(_ tally: Tally) -> [String] {
        var warnings: [String] = []
        if tally.turnedAway > 0, let allowance = settings.allowance {
            warnings.append(allowance.sentence(of: roster.ownDeviceCount))
        }
        if tally.bytes.unexplained != 0 {
            warnings.append(
                "The byte ledger does not balance by \(tally.bytes.unexplained) bytes: a fault of "
                    + "gale's, or packets that were cut off.")
        }
        if roster.plan.fleets.contains(where: { $0.every.contains(.zero) }) {
            warnings.append(
                "Flat out is a closed loop: a message is due when there is room for it, so "
                    + "latencies are service times and hide how long a message would have waited.")
        }
        if let complaint = settings.passports?.registrar?.takeComplaint() {
            warnings.append("A list of revoked certificates did not reach the broker: \(complaint)")
        }
        if tally.skipped > 0 {
            warnings.append(
                "\(tally.skipped) messages of QoS 0 were due while their device had no link, and "
                    + "were never sent; they are not counted as published.")
        }
        if tally.latencies.impossible > 0 {
            warnings.append(
                "\(tally.latencies.impossible) waits ended before they began; they are left out.")
        }
        return warnings
    }
}
