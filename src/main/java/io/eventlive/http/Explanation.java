package io.eventlive.http;

/// What a code means.
///
/// @param wireCode the code as clients see it; stable for ever
/// @param status the status with which it is answered
/// @param english one sentence that a front end may show to a person
/// @param korean the same in Korean
public record Explanation(String wireCode, int status, String english, String korean) {}
