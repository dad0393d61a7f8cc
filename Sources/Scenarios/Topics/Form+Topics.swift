import YAML

extension Form where Value == String {
    /// A Topic Filter (3.1.1 and 5.0, §4.7), also of a shared subscription.
    static let topicFilter = Form("FILTER") { (node) throws(Problem) in
        let filter = try Form.text.read(node)
        if let complaint = topicLengthComplaint(filter) ?? filterComplaint(filter) {
            throw node.problem("\(node.summary) is no Topic Filter: \(complaint)")
        }
        return filter
    }

    /// A Topic Name: a filter without wildcards.
    static let topicName = Form("TOPIC") { (node) throws(Problem) in
        let topic = try Form.text.read(node)
        if let complaint = topicLengthComplaint(topic) {
            throw node.problem("\(node.summary) is no Topic Name: \(complaint)")
        }
        if let wildcard = topic.first(where: { $0 == "+" || $0 == "#" }) {
            throw node.problem("\(node.summary) is no Topic Name: \(wildcard) belongs to filters")
        }
        return topic
    }

    private static func topicLengthComplaint(_ topic: String) -> String? {
        if topic.isEmpty { return "it is empty" }
        if topic.contains("\0") { return "it has a NUL in it" }
        return topic.utf8.count > 65_535 ? "it has more than 65535 bytes" : nil
    }

    private static func filterComplaint(_ filter: String) -> String? {
        var levels = filter.split(separator: "/", omittingEmptySubsequences: false)
        if filter.hasPrefix("$share/") {
            guard levels.count >= 3, !levels[1].isEmpty, levels[2...] != [""] else {
                return "a shared one is written $share/GROUP/FILTER"
            }
            if levels[1].contains(where: { $0 == "+" || $0 == "#" }) {
                return "the group of a shared one has no wildcards"
            }
            levels.removeFirst(2)
        }
        for (number, level) in levels.enumerated() where level.count > 1 || level == "#" {
            if level.contains("+") { return "+ stands for a whole level" }
            if level.contains("#"), level.count > 1 { return "# stands for whole levels" }
            if level == "#", number < levels.count - 1 { return "# stands at the end" }
        }
        return nil
    }
}
