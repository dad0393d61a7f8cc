import MQTT

/// What mutants take for the same topic, filter or group.
extension Mutant {
    /// Whether this one has its own mind about which topics a filter matches.
    var hasItsOwnMatching: Bool { Self.matching[self] != nil || Self.reading[self] != nil }

    func matches(_ topic: String, _ filter: String) -> Bool {
        if let read = Self.reading[self] {
            return TopicFilter.matches(topic: read(topic), filter: read(filter))
        }
        return TopicFilter.matches(topic: topic, filter: filter)
            != Self.matching[self]!(levels(of: topic), levels(of: filter))
    }

    /// Where a mutant thinks otherwise than the standard about a topic and a filter, by levels.
    private static let matching: [Mutant: @Sendable ([Substring], [Substring]) -> Bool] = [
        .hashMatchesParentOnly: { topic, filter in
            filter.last == "#" && topic.count >= filter.count && isMatch(topic, filter)
        },
        .hashSkipsEmptyLevel: { topic, filter in
            filter.last == "#" && topic.last == "" && isMatch(topic, filter)
        },
        .hashSkipsParent: { topic, filter in
            filter.last == "#" && topic.count == filter.count - 1 && isMatch(topic, filter)
        },
        .hashIsOneLevel: { topic, filter in
            filter.last == "#" && topic.count > filter.count && isMatch(topic, filter)
        },
        .hashAloneMatchesNothing: { topic, filter in filter == ["#"] && isMatch(topic, filter) },
        .hashMatchesPrefix: { topic, filter in
            filter.last == "#" && !isMatch(topic, filter)
                && topic.joined(separator: "/").hasPrefix(
                    filter.dropLast().joined(separator: "/"))
        },
        .plusMatchesOnlyItself: { topic, filter in
            filter.contains("+") && isMatch(topic, filter)
        },
        .plusBeforeHashMatchesNone: { topic, filter in
            filter.suffix(2) == ["+", "#"] && topic.count < filter.count && isMatch(topic, filter)
        },
        .plusMatchesMany: { topic, filter in
            filter.last == "+" && topic.count > filter.count
                && isMatch(topic, filter.dropLast() + ["#"])
        },
        .plusMatchesParent: { topic, filter in
            filter.last == "+" && topic == Array(filter.dropLast())
        },
        .plusIsLastOnly: { topic, filter in
            filter.dropFirst().dropLast().contains("+") && isMatch(topic, filter)
        },
        .plusSkipsEmptyLevel: { topic, filter in
            isMatch(topic, filter) && zip(topic, filter).contains { $0 == "" && $1 == "+" }
        },
        .plusIsNeverFirst: { topic, filter in filter.first == "+" && isMatch(topic, filter) },
        .takesWildcardsForText: { topic, filter in
            topic != filter && isMatch(topic, filter)
        },
        .hidesDollarLevels: { topic, filter in
            isMatch(topic, filter)
                && zip(topic, filter).contains { $0.hasPrefix("$") && ($1 == "+" || $1 == "#") }
        },
    ]

    /// How mutants read topics and filters before they compare them.
    private static let reading: [Mutant: @Sendable (String) -> String] = [
        .matchesWhateverCase: { $0.lowercased() },
        .matchesWhateverLastSlash: { $0.hasSuffix("/") ? String($0.dropLast()) : $0 },
        .matchesWhateverFirstSlash: { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 },
        .matchesWhateverDoubleSlash: { $0.replacing("//", with: "/") },
        .matchesWhateverOuterSpaces: { withoutOuterSpaces($0) },
        .matchesWhateverInnerSpaces: { $0.replacing(" ", with: "") },
        .matchesWhateverComposition: { composed($0) },
        .matchesWhateverByteOrderMark: { withoutByteOrderMark($0) },
        .matchesPercentDecoded: { text in
            Array(text.utf8).percentDecoded.map { String(decoding: $0, as: UTF8.self) } ?? text
        },
        .matchesBackslashes: { $0.replacing("\\", with: "/") },
    ]

    /// With é of one scalar in place of the é of two.
    private static func composed(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.value == 0x301, scalars.last == "e" {
                scalars.removeLast()
                scalars.append("\u{E9}")
            } else {
                scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    private static func withoutOuterSpaces(_ text: String) -> String {
        let bytes = text.utf8.drop { $0 == UInt8(ascii: " ") }
        let count = bytes.reversed().prefix { $0 == UInt8(ascii: " ") }.count
        return String(decoding: bytes.dropLast(count), as: UTF8.self)
    }

    private static func withoutByteOrderMark(_ text: String) -> String {
        var scalars = text.unicodeScalars
        scalars.removeAll { $0.value == 0xFEFF }
        return String(scalars)
    }

    private static func isMatch(_ topic: [Substring], _ filter: [Substring]) -> Bool {
        TopicFilter.matches(
            topic: topic.joined(separator: "/"), filter: filter.joined(separator: "/"))
    }

    private func levels(of text: String) -> [Substring] {
        text.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// Whether this one ends the subscription `there` when `asked` is unsubscribed from.
    ///
    /// Of the same sort are two that are both shared, or both not.
    func unsubscribes(_ there: String, for asked: String, ofSameSort isSame: Bool) -> Bool {
        switch self {
        case .unsubscribesByMatch:
            isSame && there != asked && TopicFilter.matches(topic: asked, filter: there)
        case .unsubscribesBelow:
            isSame && there != asked && TopicFilter.matches(topic: there, filter: asked)
        case .unsubscribesWhateverCase:
            isSame && there != asked && there.lowercased() == asked.lowercased()
        case .unsubscribesWhateverSlash: isSame && (there == asked + "/" || there + "/" == asked)
        case .unsubscribesSharedToo: !isSame && there == asked
        default: false
        }
    }

    /// As which group this one knows the Share Name `name`.
    func group(_ name: String) -> String {
        switch self {
        case .confusesShareNames: "all"
        case .ignoresCaseOfShareNames: name.lowercased()
        default: name
        }
    }

    /// Whether this one keeps a message from a subscriber for the sake of who published it.
    func silences(_ subscriber: Subscriber, isOwn: Bool) -> Bool {
        switch self {
        case .noLocalSilencesAll: subscriber.noLocal
        case .neverEchoes: isOwn
        default: false
        }
    }

    /// What this one makes of a subscription that is replaced.
    func replacement(of old: Subscriber, by new: Subscriber) -> Subscriber {
        var result = new
        switch self {
        case .keepsFirstGrant: result.qos = old.qos
        case .keepsHighestGrant: result.qos = max(old.qos, new.qos)
        case .keepsNoLocal: result.noLocal = old.noLocal
        case .keepsRetainAsPublished: result.retainAsPublished = old.retainAsPublished
        case .keepsSubscriptionID: result.identifier = old.identifier
        case .dropsReplacedSubscriptionID: if old.identifier > 0 { result.identifier = 0 }
        default: break
        }
        return result
    }

    /// What this one does to the common copy of two subscriptions that overlap.
    func spoil(
        _ merged: inout Subscriber, from first: Subscriber, and second: Subscriber,
        _ identifiers: inout [UInt32]
    ) {
        switch self {
        case .usesLowestOverlappingQoS: merged.qos = min(first.qos, second.qos)
        case .usesFirstOverlappingQoS: merged.qos = first.qos
        case .usesLastOverlappingQoS: merged.qos = second.qos
        case .tellsOneSubscriptionID: identifiers = Array(identifiers.prefix(1))
        default: break
        }
    }

    /// What this one does to a delivery.
    func spoil(_ publish: inout Publish, for subscriber: Subscriber, publishedAt qos: QoS) {
        switch self {
        case .raisesToGrantedQoS: publish.qos = subscriber.qos
        case .lowersQoS1: if publish.qos == .atLeastOnce { publish.qos = .atMostOnce }
        case .lowersQoS2: if publish.qos == .exactlyOnce { publish.qos = .atLeastOnce }
        case .raisesQoS0: if publish.qos == .atMostOnce { publish.qos = .atLeastOnce }
        case .composesTopics: publish.topic = Self.composed(publish.topic)
        case .cutsTopics: publish.topic = String(publish.topic.prefix(1024))
        case .trimsTopics: publish.topic = Self.withoutOuterSpaces(publish.topic)
        case .tidiesSlashes:
            let levels = publish.topic.split(separator: "/")
            publish.topic = levels.joined(separator: "/")
        case .lowersTopics: publish.topic = publish.topic.lowercased()
        case .stripsByteOrderMark: publish.topic = Self.withoutByteOrderMark(publish.topic)
        case .cutsSubscriptionIDs:
            publish.properties.list = publish.properties.list.map {
                guard case .subscriptionIdentifier(let id) = $0 else { return $0 }
                return .subscriptionIdentifier(max(1, id & 0x3FFF))
            }
        case .losesSharedSubscriptionID where subscriber.group >= 0:
            publish.properties.list.removeAll { $0.kind == .subscriptionIdentifier }
        case .sharesAtPublishedQoS: if subscriber.group >= 0 { publish.qos = qos }
        default: break
        }
    }
}
