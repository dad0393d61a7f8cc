import Base
import MQTT

/// What mutants do to what is said about a message, as it comes.
extension Mutant {
    func misdescribe(_ properties: inout Properties) {
        if let kind = Self.lost[self] { return properties.list.removeAll { $0.kind == kind } }
        switch self {
        case .cutsCorrelationDataAtZero:
            properties.correlationData = properties.correlationData.map {
                Array($0.prefix { $0 > 0 })
            }
        case .keepsOnePropertyOnly: properties.list = Array(properties.list.prefix(1))
        case .inventsContentType:
            properties.contentType = properties.contentType ?? "application/octet-stream"
        case .mergesUserProperties:
            let pairs = properties.userProperties
            properties.userProperties = pairs.enumerated().filter { index, pair in
                !pairs[(index + 1)...].contains { $0.name == pair.name }
            }.map(\.element)
        case .losesEmptyUserProperties:
            properties.userProperties.removeAll { $0.name.isEmpty || $0.value.isEmpty }
        case .sortsUserProperties: properties.userProperties.sort { $0 < $1 }
        default: break
        }
    }

    private static let lost: [Mutant: Property.Kind] = [
        .losesPayloadFormat: .payloadFormatIndicator,
        .losesContentType: .contentType,
        .losesResponseTopic: .responseTopic,
        .losesCorrelationData: .correlationData,
        .losesUserProperties: .userProperty,
        .losesMessageExpiry: .messageExpiryInterval,
    ]
}
