import MQTT
package import ReferenceBroker

/// What became of a post, in the words of HTTP.
extension PostOutcome {
    package var status: Int {
        switch self {
        case .accepted: 200
        case .unproved: 401
        case .refused(let reason, _): Self.status(reason)
        }
    }

    package var text: String {
        switch self {
        case .accepted: "OK"
        case .unproved(_, let text), .refused(_, let text): text
        }
    }

    private static func status(_ reason: ReasonCode) -> Int {
        switch reason {
        case .notAuthorized, .banned: 403
        case .packetTooLarge: 413
        case .quotaExceeded, .messageRateTooHigh, .connectionRateExceeded,
            .receiveMaximumExceeded:
            429
        case .unspecifiedError, .implementationSpecificError: 500
        case .serverUnavailable, .serverBusy, .serverShuttingDown: 503
        default: 400
        }
    }
}
