extension Report {
    /// Every byte of the run, both directions, under one account each.
    package struct Bytes: Record, Equatable {
        /// What devices and applications had to say.
        package var payload = 0
        /// Topic names of PUBLISH packets.
        package var topic = 0
        /// The rest of MQTT: headers, properties, CONNECT, SUBSCRIBE and their answers.
        package var mqtt = 0
        /// PUBACK, PUBREC, PUBREL and PUBCOMP.
        package var acknowledgements = 0
        /// PINGREQ and PINGRESP.
        package var keepAlive = 0
        /// Headers of TCP and IP: an estimate, since a socket does not show its segments.
        package var tcpIP = 0
        /// The total over the messages published; nil when there were none.
        package var perMessage: Double?
        /// The total over the devices, as if the run went on for a day.
        package var perDeviceAndDay: Double?

        package init() {}

        /// All accounts together, so in part an estimate.
        package var total: Int {
            payload + topic + mqtt + acknowledgements + keepAlive + tcpIP
        }

        package static let fields: [Field<Bytes>] = [
            Field("payload", \.payload), Field("topic", \.topic), Field("mqtt", \.mqtt),
            Field("acknowledgements", \.acknowledgements), Field("keepAlive", \.keepAlive),
            Field("tcpIP", \.tcpIP), Field(derived: "total") { $0.total },
            Field("perMessage", \.perMessage), Field("perDeviceAndDay", \.perDeviceAndDay),
            Field(derived: "estimated") { _ in ["tcpIP"] },
        ]
    }
}
