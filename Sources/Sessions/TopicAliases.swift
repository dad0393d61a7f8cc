/// The Topic Aliases that a client gives to the topics it publishes on (5.0 §3.3.2.3.4).
///
/// First come, first served, and never moved: a topic that comes too late goes by its name.
package struct OutgoingAliases: Sendable {
    package enum Choice: Equatable, Sendable {
        case none
        /// Both go on the wire, and ``OutgoingAliases/assign(_:)`` must be told.
        case new(UInt16)
        /// The alias alone goes on the wire.
        case known(UInt16)
    }

    private var topics: [[UInt8]] = []
    private var maximum: UInt16 = 0

    package init() {}

    /// Forgets all aliases: none outlives its connection.
    package mutating func start(maximum: UInt16) {
        topics = []
        self.maximum = maximum
    }

    /// - Complexity: linear in the number of aliases.
    package func choose(for topic: UnsafeRawBufferPointer) -> Choice {
        guard maximum > 0 else { return .none }
        for (index, known) in topics.enumerated() where known.count == topic.count {
            if known.elementsEqual(topic) { return .known(UInt16(index + 1)) }
        }
        return topics.count < Int(maximum) ? .new(UInt16(topics.count + 1)) : .none
    }

    /// Keeps what ``choose(for:)`` called new.
    package mutating func assign(_ topic: UnsafeRawBufferPointer) {
        topics.append([UInt8](topic))
    }
}

/// The Topic Aliases that the server gives to the topics it sends (5.0 §3.3.2.3.4).
package struct IncomingAliases: Sendable {
    /// Empty where an alias stands for nothing yet.
    private var topics: [[UInt8]] = []
    private var maximum: UInt16 = 0

    package init() {}

    /// Forgets all aliases; `maximum` is the Topic Alias Maximum of the CONNECT.
    package mutating func start(maximum: UInt16) {
        topics = []
        self.maximum = maximum
    }

    package func allows(_ alias: UInt16) -> Bool { alias > 0 && alias <= maximum }

    /// Lets `alias` stand for `topic` from now on.
    package mutating func assign(_ alias: UInt16, _ topic: some Collection<UInt8>) {
        while topics.count < Int(alias) { topics.append([]) }
        let index = Int(alias) - 1
        topics[index].removeAll(keepingCapacity: true)
        topics[index].append(contentsOf: topic)
    }

    /// The topic that `alias` stands for, or nil if it stands for none.
    package subscript(alias: UInt16) -> [UInt8]? {
        guard alias > 0, Int(alias) <= topics.count, !topics[Int(alias) - 1].isEmpty else {
            return nil
        }
        return topics[Int(alias) - 1]
    }
}
