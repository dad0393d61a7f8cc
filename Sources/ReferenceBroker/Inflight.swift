import MQTT

/// QoS 1 and 2 messages that were sent to a client and are not finished, in the order of sending.
///
/// - Cost: finding a packet identifier is logarithmic while the identifiers do not lap each other,
///   else linear; finishing the oldest is constant.
struct Inflight: Sendable {
    struct Entry: Sendable {
        enum Stage: Sendable {
            /// Sent on an earlier connection, to be sent again on this one.
            case unsent
            case sent
            /// PUBREC has come, PUBREL went out; the message itself is gone.
            case released
            case finished
        }

        let id: UInt16
        var stage: Stage
        var held: Held
    }

    private(set) var entries = Ring<Entry>()
    /// Entries that are not finished.
    private(set) var count = 0
    /// Whether the identifiers rise from the first on, modulo 65,536.
    private var isRising = true
    private var lastID: UInt16 = 0

    var isEmpty: Bool { count == 0 }

    /// Puts `held` in flight under an identifier that no other uses.
    mutating func add(_ held: Held) -> UInt16 {
        if entries.isEmpty { isRising = true }
        repeat {
            lastID = lastID == .max ? 1 : lastID + 1
        } while contains(lastID)
        if let first = entries.first, let last = entries.last,
            lastID &- first.id < last.id &- first.id
        {
            isRising = false
        }
        entries.append(Entry(id: lastID, stage: .sent, held: held))
        count += 1
        return lastID
    }

    func stage(at offset: Int) -> Entry.Stage { entries[offset].stage }

    func qos(at offset: Int) -> QoS { entries[offset].held.publish.qos }

    mutating func setStage(_ stage: Entry.Stage, at offset: Int) {
        entries[offset].stage = stage
    }

    /// Where the unfinished message `id` stands.
    func offset(of id: UInt16) -> Int? {
        guard let first = entries.first else { return nil }
        if isRising {
            let distance = id &- first.id
            var low = 0
            var high = entries.count
            while low < high {
                let middle = (low + high) / 2
                if entries[middle].id &- first.id < distance {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            guard low < entries.count, entries[low].id == id else { return nil }
            return entries[low].stage == .finished ? nil : low
        }
        return (0..<entries.count).first {
            entries[$0].id == id && entries[$0].stage != .finished
        }
    }

    private func contains(_ id: UInt16) -> Bool { offset(of: id) != nil }

    /// Marks the message as received; it is not needed any more, its identifier still is.
    ///
    /// - Returns: the bytes that it held.
    mutating func release(at offset: Int) -> Int {
        let bytes = entries[offset].held.sizeBytes
        entries[offset].stage = .released
        entries[offset].held.publish.topic = ""
        entries[offset].held.publish.payload = []
        entries[offset].held.publish.properties.list = []
        return bytes
    }

    /// Takes the message out.
    ///
    /// - Returns: the bytes that it held.
    mutating func finish(at offset: Int) -> Int {
        let bytes = release(at: offset)
        entries[offset].stage = .finished
        count -= 1
        while entries.first?.stage == .finished { _ = entries.popFirst() }
        // A client that leaves its oldest message alone must not make the rest pile up.
        if entries.count > 2 * count + 32 { entries.filter { $0.stage != .finished } }
        return bytes
    }
}
