/// One deliberate departure from the specification.
///
/// A broker has at most one. Each exists to prove that some check can fail. A mutant costs the
/// broker one `if`, at the line that would otherwise obey; where messages go by, all of them
/// together cost one, and their deeds lie in `Broker+Spoilt….swift`.
package enum Mutant: CaseIterable, Sendable {
    case ignoresPing, forgivesSecondConnect, ignoresKeepAlive, deniesSession, ignoresCleanStart
    /// Lets the old connection of a client identifier live beside the new one's session.
    case takesOverSilently
    case forgetsDup, forgetsPubrel
    /// Delivers a QoS 2 message again when its PUBLISH comes again before PUBREL.
    case duplicatesQoS2
    case miscountsPacketID, ignoresGrantedQoS
    /// Sends more QoS 1 and 2 messages at a time than Receive Maximum allows.
    case ignoresReceiveMaximum
    case ignoresMaximumPacketSize, sendsWillOnDisconnect
    /// Publishes the Will at once, whatever Will Delay Interval says.
    case ignoresWillDelay
    /// Echoes messages to a publisher that subscribed with No Local.
    case ignoresNoLocal
    case dropsRetained
    /// Stores a retained message with an empty payload instead of removing the old one.
    case retainsEmptyPayload
    /// Forwards RETAIN as it came, whatever Retain As Published says.
    case forwardsRetain
    /// Sends retained messages on every SUBSCRIBE, whatever Retain Handling says.
    case ignoresRetainHandling
    case skipsMessageExpiry, skipsSessionExpiry
    /// Lets filters that begin with a wildcard match topics that begin with `$`.
    case matchesDollarTopics
    case losesSubscriptionID, reversesUserProperties, ignoresUnsubscribe
    /// Delivers a shared subscription's messages to all its members.
    case sharesWithAll
    case grantsTooMuch
    /// Remembers Topic Aliases from one connection of a link to the next.
    case keepsAliases

    // Of the format, and of CONNECT (chapters format, connect, auth).

    case forgivesReservedFlagsOfSubscribe, forgivesPaddedLength, padsLengthOfPingresp,
        staysAfterProtocolError
    /// Tells a client that it was taken over, and leaves it its connection.
    case warnsWhoIsTakenOver
    /// Sends CONNACK once more before it closes for the second CONNECT.
    case answersSecondConnect
    case refusesQoS2Unannounced, forgivesPublishWithoutID, forgivesSubscribeWithoutID,
        forgivesUnsubscribeWithoutID, forgivesPubackWithoutID, forgivesBadReasonString,
        forgivesNullInReasonString, forgivesBadPairOfSubscribe, forgivesBadPairOfConnect,
        forgivesCutPropertyOfConnect
    /// Takes a QoS 2 message for one that it has, after PUBREL, too.
    case forgivesReservedFlagsOfConnect
    case forgivesReservedFlagsOfDisconnect, obeysDisconnectWithWrongFlags, forgivesType0,
        forgivesType15
    /// Keeps the low byte of the identifier alone; so do those that follow.
    case shortensIDOfSuback
    case shortensIDOfUnsuback, shortensIDOfPuback, shortensIDOfPubrec, shortensIDOfPubcomp,
        forgivesReservedFlagsOfPuback, forgivesReservedFlagsOfPubrec,
        forgivesReservedFlagsOfPubrel, forgivesReservedFlagsOfPubcomp,
        forgivesReservedFlagsOfUnsubscribe, forgivesReservedFlagsOfPingreq
    /// Sets a reserved flag of CONNACK; so do those that follow, each of its packet.
    case flagsConnack
    case flagsSuback, flagsUnsuback, flagsPingresp, flagsPuback, flagsPubrec, flagsPubcomp,
        flagsPubrel, ignoresStrayConnack, ignoresStraySuback, ignoresStrayUnsuback,
        ignoresStrayPingresp, forgivesPublish1WithIDZero, forgivesPublish2WithIDZero,
        forgivesSubscribeWithIDZero, forgivesUnsubscribeWithIDZero, forgivesBadTextInSubscribe,
        forgivesBadTextInUnsubscribe, forgivesNullInTopic, forgivesNullInSubscribe,
        forgivesNullInUnsubscribe, stripsByteOrderMark
    /// Finds the subscribers of a topic with U+FEFF, and sends it without.
    case losesByteOrderMarkOnTheWay
    case garblesFourByteCharacters, forgivesPaddedPropertyLength, forgivesFiveByteLength,
        forgivesCutPublish, forgivesSurplusByte, padsLengthOfPublish, losesLengthOfTwoBytes,
        losesLengthOfThreeBytes, numbersQoS0, repeatsIDOfQoS1, sendsIDZero, repeatsIDOfQoS2,
        forgivesPublishWithoutProperties, forgivesSubscribeWithoutProperties,
        forgivesUnsubscribeWithoutProperties, forgivesPropertiesBeyondPacket,
        forgivesPropertyBeyondProperties, padsPropertyLength, forgivesBadContentType,
        forgivesBadResponseTopic, forgivesBadNameOfPair, forgivesBadValueOfPair,
        forgivesNullInContentType, forgivesNullInPair, sendsSubackWithoutProperties,
        sendsUnsubackWithoutProperties, sendsPublishWithoutProperties,
        forgivesUnknownPropertyOfPublish, forgivesUnknownPropertyOfSubscribe,
        forgivesUnknownPropertyOfUnsubscribe, forgivesForeignPropertyOfPublish,
        forgivesForeignPropertyOfSubscribe, forgivesForeignPropertyOfUnsubscribe,
        forgivesOverlongText, forgivesSurrogates, forgivesCutText, forgivesTextBeyond,
        forgivesStrayContinuation, obeysSecondConnect, swallowsConnack, setsReservedBitOfConnack,
        repeatsConnack, sendsConnackWithoutProperties, doublesPropertyOfConnack,
        announcesMaximumQoS2, deliversBeforeConnack, takesPasswordForWill,
        refusesStrangeClientIDAndStays, hidesAssignedClientID, assignsOneClientID,
        misstatesAssignedClientID, takesEmptyClientIDWithSession, misstatesIdentifierRejected,
        closesWithoutIdentifierRejected, closesNewcomer, misstatesTakeOver,
        takesOverWhoeverIsThere, losesPieces, losesWhatIsMerged, answersPingBeforeConnect,
        waitsThroughSubscribe, waitsThroughPublish, refuses23Bytes, refusesShortClientIDs,
        refusesLastLetter, forgivesProtocolName, greetsAnyProtocol,
        forgivesProtocolNameInLowerCase, forgivesEmptyProtocolName, forgivesReservedConnectFlag,
        forgivesMissingClientID, forgivesCutClientID, forgivesConnectWithoutKeepAlive,
        forgivesConnectWithoutProperties, forgivesBadTextInClientID, forgivesNullInClientID,
        forgivesBadTextInWillTopic, forgivesBadTextInUserName, forgivesNullInUserName,
        forgivesReceiveMaximum0, forgivesMaximumPacketSize0, forgivesRequestResponse2,
        forgivesRequestProblem2, forgivesForeignPropertyOfConnect,
        forgivesUnknownPropertyOfConnect, forgivesWillPropertyOfConnect, greetsAnyLevel,
        misstatesLevelRefusal, staysAfterLevelRefusal, forgivesLevel0
    /// Publishes what follows a CONNECT of a level that it refused.
    case servesAfterRefusal
    case refusesWithSessionPresent, inventsReasonOfRefusal, staysAfterRefusal,
        forgivesDoubleSessionExpiry, forgivesDoubleReceiveMaximum, forgivesDoubleMaximumPacketSize,
        forgivesDoubleTopicAliasMaximum, forgivesDoubleRequestResponse,
        forgivesDoubleRequestProblem, forgivesSurplusUserName, forgivesMissingUserName,
        forgivesSurplusPassword, forgivesMissingPassword, forgivesPasswordWithoutUserName,
        refusesPasswordAlone, admitsEverybody, servesStrangers, ignoresAuthenticationMethod,
        challengesWithReauthenticate
    /// Publishes what follows a CONNECT with an unknown Authentication Method.
    case servesWhileAuthenticating
    case namesMethodUnasked, challengesEverybody, forgivesDataWithoutMethod, forgivesDoubleMethod,
        forgivesDoubleData, forgivesBadTextInMethod, ignoresReauthentication,
        answersReauthentication, ignoresContinuation, ignoresEmptyAuth,
        forgivesReservedFlagsOfAuth, forgivesReasonOfAuth, forgivesAuthWithoutMethod,
        forgivesAuthWithTwoMethods, waitsThroughAuth

    // Of PUBLISH, its acknowledgements and order (chapters publish, qos).

    case setsDupAtQoS0, acknowledgesQoS0, swallowsPuback, acknowledgesTwice,
        forgivesZeroSubscriptionIDOfPublisher, explainsPubackTwice, resendsFirstAlone,
        forgetsLastUnacknowledged
    /// Takes what was under way on an earlier connection for under way on this one.
    case keepsQuota
    /// Sends what came last first when there is room for a message again.
    case takesNewestFirst
    case acknowledgesElsewhere, swallowsPubrec, answersQoS2WithPuback, forwardsDupOfQoS1,
        forwardsDupOfQoS2, forwardsDupToQoS0, forgivesQoS3, punishesBystanders,
        forgivesWildcardInTopic, forgivesBadTextInPublish, forgivesTruncatedPublish,
        forgivesEmptyTopic, lowersTopics, matchesParents, forgetsAliases, keepsOneAlias,
        keepsFirstAlias, forwardsAlias, takesUnknownAliasForLastTopic, fillsAliasGaps,
        sharesAliases, forgivesAliasZero, forgivesAliasBeyondMaximum, setsAliasUnasked,
        setsAliasTooHigh, swallowsBadPayload, forgivesSubscriptionIDOfPublisher, deliversLowestQoS,
        dropsOverlaps,
        keepsOneSubscriptionID, mixesSubscriptionIDs
    /// Loses the highest bit of the identifier; so do the next ones.
    case cutsIDOfPuback
    case cutsIDOfPubrec, cutsIDOfPubcomp, swallowsPubcomp, cutsIDOfSuback, cutsIDOfUnsuback,
        forgivesZeroIDOfPublish, forgivesZeroIDOfSubscribe, forgivesZeroIDOfUnsubscribe,
        forgivesMissingID, reusesIDsAtQoS1, reusesIDsAtQoS2, deliversUnderZero
    /// Does not deliver a QoS 1 message whose identifier was used before.
    case takesKnownIDForDuplicate
    case takesDupForDuplicate, losesQoS1, losesQoS2, deliversQoS2Twice, ignoresDuplicateOfQoS2,
        forgetsReceivedOnReconnect, swallowsPubcompAfterReconnect, keepsReceivedIDs,
        forgetsExpiringQoS2, swallowsPubcompOfUnknown, forgivesFlagsOfPubrel,
        inventsReasonOfPuback, refusesUnheard, inventsReasonOfPubrec, inventsReasonOfPubrel,
        inventsReasonOfPubcomp
    /// Gives a Reason String, or a User Property, that is too large for the client.
    case explainsPubackAtLength
    case adornsPubackAtLength, explainsPubrecAtLength, adornsPubrecAtLength,
        explainsPubcompAtLength, adornsPubcompAtLength, explainsPubrelAtLength,
        adornsPubrelAtLength, setsDupAtQoS1, setsDupAtQoS2, swallowsPubrel, miscountsPubrel,
        releasesOldestFirst, releasesRefused, resendsImpatiently, resendsPubrelImpatiently,
        forgetsQoS1, renumbersQoS1, forgetsQoS2, renumbersQoS2, resendsOnce, forgetsPubrec,
        forgetsPuback, forgetsPubcomp, resendsRefusedQoS1, resendsRefusedQoS2,
        expiresUnacknowledgedQoS1, expiresUnacknowledgedQoS2
    /// Makes no room for another message when this one is acknowledged.
    case leaksQuotaOfPuback
    case freesQuotaAtPubrec, leaksQuotaOfPubcomp, leaksQuotaOfPubrec, countsQoS2Alone,
        startsWithoutQuota, startsWithTooMuchQuota, resendsAllAtOnce, holdsPingrespBack,
        holdsSubackBack, holdsUnsubackBack, holdsPubackBack, swallowsExcess,
        deliversToFirstAlone, deliversToLastTwice, forgetsThePublisher, losesQoS1Offline,
        losesQoS2Offline
    /// Ends the subscriptions of a session whose connection breaks.
    case losesSubscriptionsOfTheCut
    /// Lets each other message overtake the one before; so do the next ones.
    case swapsQoS0
    case swapsQoS1, swapsQoS2, swapsForWildcards, reversesQueueOfQoS1, reversesQueueOfQoS2,
        resendsQoS1Backwards, resendsQoS2Backwards, sendsNewBeforeResent, swapsPubrels

    // Of subscriptions, topics and shared subscriptions (subscribe, unsubscribe, topic, share).

    case swallowsSuback, miscountsSuback
    /// Knows the low byte of a Packet Identifier only when it answers SUBSCRIBE.
    case shortensSubackID
    case mergesSubackCodes, sortsSubackCodes, inventsSubackCode, answersEachFilter
    /// Delivers at the granted QoS though the message was published at a lower one.
    case raisesToGrantedQoS
    case lowersQoS1, lowersQoS2, raisesQoS0
    /// Answers for all filters of a SUBSCRIBE and does what the first asks.
    case heedsFirstFilterOnly
    case keepsFirstGrant, keepsHighestGrant, keepsNoLocal, keepsSubscriptionID
    /// Loses the identifier of a subscription that is replaced by one that has one, too.
    case dropsReplacedSubscriptionID
    case keepsRetainAsPublished
    /// Holds two subscriptions where the second should have replaced the first.
    case repeatsWhatIsReplaced
    /// Sends no retained messages again for a subscription that is replaced.
    case resendsNoRetained
    /// Forgets what was on its way when a subscription is replaced.
    case forgetsDeliveriesOnSubscribe
    case noLocalSilencesAll, neverEchoes, missesOneAfterReplacing, takesWildcardsForText,
        sharesWithNobody, forgivesNoLocalOnShared, forgivesReservedSubscriptionBits,
        forgivesSubscriptionQoS3, forgivesRetainHandling3, forgivesEmptySubscribe,
        forgivesBadUTF8InSubscribe, forgivesSubscriptionIDZero, forgivesTwoSubscriptionIDs,
        cutsSubscriptionIDs, losesSubscriptionIDOfRetained, identifiesFirstFilterOnly,
        tellsOneSubscriptionID, tellsForeignSubscriptionIDs, usesLowestOverlappingQoS,
        usesFirstOverlappingQoS
    /// Lets the subscription that was found last decide about the QoS.
    case usesLastOverlappingQoS
    /// Sends a copy for each overlapping subscription, and one for all.
    case repeatsOverlapping
    /// Sends no SUBACK or UNSUBACK whose Reason String is too long for the client.
    case hushesWhatIsTooLongToExplain
    case swallowsUnsuback, miscountsUnsuback, swapsUnsubackID, hushesUnknownUnsubscribe
    /// Removes all subscriptions that match what is unsubscribed from, taken for a topic.
    case unsubscribesByMatch
    /// Removes all subscriptions that the filter, taken with its wildcards, covers.
    case unsubscribesBelow
    case unsubscribesWhateverCase, unsubscribesWhateverSlash, unsubscribesAllClients,
        unsubscribesSharedToo, unsubscribesFirstFilterOnly, answersEachUnsubscribe,
        forgetsDeliveriesOnUnsubscribe, forgivesEmptyUnsubscribe, forgivesBadUTF8InUnsubscribe,
        takesUnsubscribeWithWrongFlags, mergesUnsubackCodes, reversesUnsubackCodes,
        saysUnsubscribedAlways, inventsUnsubackCode, hashMatchesParentOnly, hashSkipsEmptyLevel,
        hashSkipsParent, hashIsOneLevel, hashAloneMatchesNothing, hashMatchesPrefix,
        plusMatchesOnlyItself, plusBeforeHashMatchesNone, plusMatchesMany, plusMatchesParent,
        plusIsLastOnly, plusSkipsEmptyLevel, plusIsNeverFirst, matchesRetainedDollarTopics
    /// Lets wildcards match no level that begins with `$`, wherever it is.
    case hidesDollarLevels
    case matchesWhateverCase, matchesWhateverLastSlash, matchesWhateverFirstSlash,
        matchesWhateverDoubleSlash, matchesWhateverOuterSpaces, matchesWhateverInnerSpaces
    /// Takes a composed letter and its decomposed form for the same.
    case matchesWhateverComposition
    case matchesWhateverByteOrderMark, matchesPercentDecoded, matchesBackslashes, composesTopics,
        cutsTopics, trimsTopics, tidiesSlashes, forgivesTopicWithoutCharacter,
        forgivesBadFilterOfSubscribe, forgivesBadFilterOfUnsubscribe, takesWildcardTopics,
        keepsFirstGrantOfMembers, sharesAtFirstGrant, losesEverySecondShared, confusesShareNames,
        ignoresCaseOfShareNames
    /// Delivers to nobody but the group what a shared subscription matches.
    case sharingSilencesOthers
    case keepsLeaversInGroups, sendsRetainedToShared, losesSharedSubscriptionID,
        sharesAtPublishedQoS
    /// Gives a QoS 2 message to another member when the chosen one's connection ends.
    case handsOverStartedQoS2
    /// Gives a QoS 2 message to another member when the chosen one's session ends.
    case reroutesStartedQoS2
    case offersRefusedToOthers

    // Of sessions, Wills, keep alive and the end (chapters session, will, ping, disconnect).

    case losesSubscriptionsOnResume, queuesNothing
    /// Of what waits for a client that is away it keeps the newest only.
    case queuesNewestOnly
    case queuesQoS1Only, sendsQueuedAtQoS0
    /// Delivers again to who comes back what was acknowledged before.
    case repeatsAcknowledgedOnResume
    case sendsQueuedBeforeConnack, marksQueuedAsDup, keepsSubscriptionsOnCleanStart,
        keepsQueueOnCleanStart, keepsInflightOnCleanStart, keepsSessionWithoutExpiry
    /// The same, but only where the connection ended without DISCONNECT.
    case keepsSessionWithoutExpiryAfterCut
    case claimsSession, claimsSessionOnCleanStart, forgetsSessionBegunWithoutCleanStart,
        resumesSessionOfAnother, forgetsUnreleased
    /// Says Session Present 0 after the expiry, but the subscriptions are still there.
    case keepsSubscriptionsOfExpired
    case expiresSessionsEarly, expiresConnectedSessions, countsExpiryFromConnect, letsExpiryRunOn,
        takesEndlessExpiryForNone, keepsFirstExpiry, ignoresExpiryOfDisconnect, onlyShortensExpiry,
        capsExpirySilently, forgetsNoLocalOnResume, forgetsRetainAsPublishedOnResume,
        forgetsSubscriptionIDOnResume, refusesTakeOver, takesOverWithWrongReason,
        closesBothOnTakeOver, dropsSessionOnTakeOver, resumesOnTakeOver, losesInflightOnTakeOver,
        takesOverAnotherToo, dropsRetainedOfSession, keepsSessionOnlyAfterDisconnect,
        dropsSessionOnProtocolError, dropsSessionOnTimeout, neverSendsWill, sendsWillTwice,
        dropsPayloadOfWill, dropsEmptyWill, sendsNoWillOnTimeout, sendsNoWillOnProtocolError,
        sendsNoWillOnTakeOver, sendsWillTwiceOnTakeOver, keepsDelayedWillOnResume,
        sendsDelayedWillOnTakeOver, ignoresWillDelayAfterDisconnect
    /// The session ends before the delay does, and the Will with it.
    case losesDelayedWillOfExpired
    case losesDelayedWillOfEnded, forwardsWillDelay, keepsFirstWill, keepsWillAfterSending,
        remembersWillBeyondDisconnect
    /// Sends the Will that DISCONNECT removed when the session ends.
    case sendsRemovedWillAtExpiry
    case dropsWillOnDisconnectWithWill, dropsWillOnOtherDisconnect, sendsWillAtQoS0,
        sendsWillAtQoS1, sendsWillAtMostAtQoS1, overlooksWillFlagsWithoutWill, overlooksWillQoS3,
        overlooksMissingWill, overlooksBadWillTopic, overlooksDoubledWillProperty,
        retainsEveryWill, retainsNoWill, reversesUserPropertiesOfWill, losesContentTypeOfWill,
        losesResponseTopicOfWill, losesCorrelationDataOfWill, losesPayloadFormatOfWill,
        losesExpiryOfWill
    /// Neither accepts nor refuses a Will whose payload is not in the format that it promises.
    case hangsOnBadWillFormat
    case sendsWillOfAnother, mergesPings, answersPingOfAnother, closesAtKeepAlive,
        countsKeepAliveFromConnect, countsOnlyPings, takesKeepAlive0ForOne, timesOutAnotherToo,
        staysAfterOwnDisconnect, saysDisconnectTwice, hearsAfterDisconnect,
        overlooksFlagsOfDisconnect, obeysDisconnectWithFlags, overlooksUnknownReasonOfDisconnect,
        takesUnknownReasonForNormal, letsDisconnectRaiseExpiry, takesBadExpiryForDisconnect,
        overlooksDoubledPropertyOfDisconnect, takesDoubledPropertyForDisconnect,
        takesLongDisconnectForFailure, tellsExpiryInDisconnect, explainsDisconnectBeyondMaximum,
        decoratesDisconnectBeyondMaximum, saysDisconnectBeforeConnack, saysDisconnectToStranger,
        overlooksTruncatedSubscribe, closesAnotherForError, closesOnlyAnotherForError

    // Of retained messages and properties (chapters retain, property).

    case keepsFirstRetained, deliversRetainedOnce, retainsOneAtATime
    /// Takes RETAIN 0 for 1 where the topic has a retained message.
    case replacesRetainedByAny
    /// Takes RETAIN 0 for 1 where the topic has no retained message.
    case retainsEverything
    case ignoresEmptyRetained, swallowsEmptyRetained, removesRetainedByAnyEmpty,
        clearsRetainOfRetained
    /// Keeps a message with RETAIN 1 and gives it to no present subscriber.
    case storesRetainedOnly
    case forwardsRetainFromQueue, ignoresRetainAsPublished, setsRetainIfAsPublished,
        spreadsRetainAsPublished
    /// Sends retained messages with RETAIN 0 unless Retain As Published is 1.
    case asPublishedForRetained
    case retainedWithoutWildcards, firstRetainedOnly, sendsRetainedTwice
    /// Sends retained messages to everybody as soon as one subscribes.
    case sendsRetainedToAll
    case offersRetainedOnResume, retainedOneLevelBelow, retainedDeeperThanPlus
    /// Sends retained messages to the first filter of a SUBSCRIBE only.
    case retainedForFirstFilter
    case dropsSubscriptionIDOfRetained, stripsRetained, offersRetainedOnce, takesHandling1For2,
        takesHigherQoSForNew
    /// Takes each subscription for new on the connection of a resumed session.
    case takesResumedForNew
    case takesHandling2For1
    /// Uses the Retain Handling of the first filter of a SUBSCRIBE for all.
    case firstHandlingForAll
    case forgetsQoSOfRetained, retainedAtPublishersQoS, retainedAtMostQoS1
    /// Leaves the retained message when one of QoS 0 should take its place.
    case keepsRetainedBeforeQoS0
    case dropsRetainedOfQoS0, endsRetainedWithSession, keepsExpiredRetained
    /// Sends retained messages with the expiry that they had at first.
    case winsTimeForRetained
    case keepsExpiryOfReplaced, dropsRetainedWill, keepsEveryWill, ignoresEmptyRetainedWill,
        forwardsRetainOfWill, losesPayloadFormat, losesContentType, losesResponseTopic,
        losesCorrelationData, cutsCorrelationDataAtZero, keepsOnePropertyOnly
    /// Gives the properties of a message to its first subscriber only.
    case describesToFirstOnly
    /// Forgets the properties of messages that wait for their client.
    case stripsWaiting
    case stripsResent, inventsContentType, losesUserProperties, mergesUserProperties,
        losesEmptyUserProperties, sortsUserProperties, stripsMessagesIfReasonsUnwanted,
        losesMessageExpiry, forwardsExpiryAsItCame
    /// Lets messages expire after a second that have no Message Expiry Interval.
    case expiresAll
    case informsUnasked, informsDecliners,
        withholdsResponseInformation, explainsPubackUnasked, explainsPubrecUnasked,
        explainsPubrelUnasked, explainsPubcompUnasked, explainsSubackUnasked,
        describesSubackUnasked, explainsUnsubackUnasked, repeatsReasonInPuback, longReasonInPuback,
        longPairInPuback, longReasonInPubrec, longPairInPubrec, longReasonInPubrel,
        longPairInPubrel, longReasonInPubcomp, longPairInPubcomp, longReasonInSuback,
        longPairInSuback, longReasonInUnsuback, longPairInUnsuback, longReasonInConnack,
        longPairInConnack, longReasonInDisconnect, longPairInDisconnect
    /// Drops a message for all subscribers where it is too large for one.
    case dropsTooLargeForAll
    case measuresPayloadOnly, leaksQuotaOfTooLarge, leaksQuotaOfTooLargeQoS2, keepsTooLarge,
        forgetsLimitForRetained, overlooksTwoPayloadFormats, overlooksTwoExpiries,
        overlooksTwoContentTypes, overlooksTwoResponseTopics, overlooksTwoCorrelations,
        overlooksTwoAliases, overlooksTwoSubscriptionIDs, overlooksTwoReasonsInPuback,
        overlooksTwoReasonsInPubrec, overlooksTwoReasonsInPubrel, overlooksTwoReasonsInPubcomp,
        overlooksTwoReasonsInDisconnect
    /// Takes a DISCONNECT with a property twice for one that removes the Will.
    case takesMalformedDisconnectForGood
    case forgivesSessionExpiryInPublish, forgivesWillDelayInPublish, forgivesReasonInPublish,
        forgivesAliasInSubscribe, forgivesReasonInSubscribe, forgivesIDInUnsubscribe,
        forgivesContentTypeInPuback, forgivesExpiryInPubrec, forgivesAliasInPubrel,
        forgivesSessionExpiryInPubcomp, forgivesWillDelayInDisconnect, forgivesUnknownInPublish,
        forgivesUnknownInSubscribe, forgivesBadTextsInPublish, forgivesNullInPublish,
        overlooksSubscriptionIDZero, forgivesTooLargePublish
    /// Says nothing to a payload that is not the text that was promised.
    case ignoresDescribedSubscribe
    case ignoresDescribedUnsubscribe, ignoresExplainedPubrel, ignoresExplainedPuback,
        ignoresExplainedPubrec, ignoresExplainedPubcomp, sendsWillOnExplainedDisconnect

    // Of brokers that lack something, of those that offer more, and of WebSocket.

    /// Uses one Topic Alias more than the client allows.
    case ignoresAliasMaximum
    /// Takes a Topic Alias Maximum of zero for no limit.
    case takesAliasMaximum0ForAny
    /// Takes no Topic Alias Maximum for no limit.
    case takesNoAliasMaximumForAny
    /// Holds to the Topic Alias Maximum of the link's earlier connection.
    case keepsAliasMaximum
    case keepsRefusedIDs
    /// Says nothing to a message that it may not take.
    case swallowsDenied
    case deliversDenied
    /// Answers a message that it may not take with DISCONNECT and stays.
    case disconnectsForDeniedAndStays
    case failsForTooHighQoS, grantsAnyQoS, takesAnyQoS, takesAnyWillQoS, takesAnyRetain,
        takesRetainedWills, ignoresServerKeepAlive
    /// Answers who says nothing with CONNACK, and waits on.
    case greetsTheSilent
    case closesAnotherForSilence
    case servesWhileChallenged, takesAnyReasonForAnswer, takesAnyMethod, takesAnyAnswer
    /// The same, but only where a connection that stands is authenticated anew.
    case takesAnyAnswerLater
    case passesOverReauthentication, staysAfterFailedReauthentication,
        endsReauthenticationSilently, forgetsMethodInConnack, misstatesMethodOfAuth,
        longReasonInAuth, longPairInAuth, saysSuccessForChallenge
    /// Takes text frames for binary ones.
    case takesTextFrames
    case passesOverTextFrames, sendsTextFrames
    /// Forgets what is left of a packet at the end of a frame.
    case losesStraddlers
    /// Looks at the first packet of a frame only.
    case losesFrameMates
    case selectsOldSubprotocol, selectsNoSubprotocol
}
