import Base
import MQTT
import Reactor
import Reports
import Transports

/// What a connection, a message and a ping move, each by itself.
extension OverheadProbe {
    /// Connections and pings that averages are of.
    static let repetitions = 5
    /// Messages before those that count, while the kernel still acknowledges at once.
    static let prelude = 5

    /// Opens and closes connections on which nothing is published.
    ///
    /// Between the two it rests, so that nothing of the opening waits for the closing to carry it.
    mutating func openings() throws(OverheadTrouble) -> OverheadReport.Opening {
        let before = reading
        var times: [Duration] = []
        var costs: [Duration] = []
        for _ in 0..<Self.repetitions {
            let (start, cpu) = (net.refresh(), Usage.threadSeconds())
            try open()
            times.append(net.refresh() - start)
            costs.append(.nanoseconds(Int64((Usage.threadSeconds() - cpu) * 1e9)))
            try rest()
            close()
        }
        return OverheadReport.Opening(
            bytes: reading.layers(since: before, over: Self.repetitions),
            time: times.median, roundTrips: roundTrips, cpu: costs.median)
    }

    /// That a connection has to wait for before it may publish, on any network.
    private var roundTrips: Int {
        let scheme = subject.endpoint.scheme
        // TCP; then TLS 1.2 takes two unless it resumes, 1.3 one; the upgrade; CONNECT.
        var count = 1
        if scheme.isSecure {
            let agreement = net.agreements.keys.first
            count += agreement?.version == "TLSv1.3" || agreement?.isResumed == true ? 1 : 2
        }
        if scheme.isWebSocket { count += 1 }
        if !isHTTP { count += 1 }
        return count
    }

    /// Sends messages and pings over one connection, one at a time, and fills in what they moved.
    mutating func fill(_ row: inout OverheadReport.Row) throws(OverheadTrouble) {
        try open()
        for _ in 0..<Self.prelude { try message() }
        try rest()
        let (start, bodies) = (reading, bodyBytes)
        reopenings = 0
        for _ in 0..<order.messages {
            try message()
            try rest()
        }
        let last = reading
        row.messages = order.messages
        row.bytes = last.layers(since: start, over: order.messages)
        if isHTTP {
            row.responseBody = Double(bodyBytes - bodies) / Double(order.messages)
            row.idle = .silent
        } else {
            try ping()
            try rest()
            let first = reading
            for _ in 0..<Self.repetitions {
                try ping()
                try rest()
            }
            let ping = reading.layers(since: first, over: Self.repetitions)
            row.idle = OverheadReport.Idle(keepAlive: .seconds(Int(keepAlive)), bytesPerPing: ping)
        }
        close()
    }

    /// Sends each message over a connection of its own, and fills in what both moved.
    mutating func fillFresh(_ row: inout OverheadReport.Row) throws(OverheadTrouble) {
        let (start, bodies) = (reading, bodyBytes)
        for _ in 0..<order.messages {
            try open()
            try message()
            close()
        }
        row.messages = order.messages
        row.bytes = reading.layers(since: start, over: order.messages)
        row.responseBody = Double(bodyBytes - bodies) / Double(order.messages)
    }

    /// What a connection moves that resumes the TLS session of the one before it; nil where the
    /// server let none be resumed.
    mutating func resumed() throws(OverheadTrouble) -> OverheadReport.Layers? {
        // Tickets come behind the handshake, and are kept as the connection ends.
        try open()
        try rest()
        close()
        let full = net.agreements.values.reduce(0, +)
        let bytes = try openings().bytes
        let resumed = net.agreements.filter(\.key.isResumed).values.reduce(0, +)
        return resumed == Self.repetitions && full == 1 ? bytes : nil
    }

    /// Sends one message and waits for its answer, where there is one.
    ///
    /// A server of HTTP that has ended the connection after so many requests gets a new one.
    mutating func message() throws(OverheadTrouble) {
        if isHTTP { try reopenIfOver() }
        _ = try publish()
        flush()
        while isAnswered, answered < sent { try advance("acknowledgement") }
        // What HTTP says against a message of QoS 0 ends the connection.
        if isHTTP, case .failed(let error) = net.ending(of: Self.link) {
            throw OverheadTrouble(.refused, error.message)
        }
    }

    private mutating func reopenIfOver() throws(OverheadTrouble) {
        guard !isOpen || net.ending(of: Self.link) != nil else { return }
        leave()
        try open()
        reopenings += 1
    }

    /// Sends a PINGREQ and waits for its answer: all before it has come to the broker then.
    mutating func ping() throws(OverheadTrouble) {
        let wanted = pongs + 1
        askForSign()
        while pongs < wanted { try advance("PINGRESP") }
    }
}

extension Array where Element: Comparable {
    /// The middle one, or the lower of two; there must be one.
    var median: Element { sorted()[(count - 1) / 2] }
}
