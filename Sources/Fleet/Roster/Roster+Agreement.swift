import MQTT

extension Roster {
    /// The QoS between a stream and a subscriber with these filters; nil where none matches.
    func agreedQoS(stream: Int, _ filters: [Grant]) -> UInt8? {
        let topic = topics[stream]
        let granted =
            filters
            .filter { TopicFilter.matches(topic: topic, filter: $0.filter) }
            .map(\.qos).max()
        return granted.map { min($0, streamQoS[stream].rawValue) }
    }
}
