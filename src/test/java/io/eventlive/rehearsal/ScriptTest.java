package io.eventlive.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rehearsal.LegacyClient.Scene;
import io.eventlive.rehearsal.Script.Step;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which call of the old client waits for which.
final class ScriptTest {
  private static final LegacyClient CLIENT = LegacyClient.read();

  private static Script script(String scene) {
    return Script.of(CLIENT.scene(scene));
  }

  /// What a step waits for, by group and chain.
  private static List<String> waitsFor(Script script, String group, String chain) {
    Step step = step(script, group, chain);
    return step.after().stream()
        .map(each -> script.steps().get(each).call())
        .map(call -> call.group() + " " + call.chain())
        .toList();
  }

  private static Step step(Script script, String group, String chain) {
    return script.steps().stream()
        .filter(each -> each.call().group().equals(group) && each.call().chain().equals(chain))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void beginsTheLivePageWithElevenCallsAtOnce() {
    assertThat(script("live page opens").steps())
        .filteredOn(each -> each.after().isEmpty())
        .hasSize(11);
  }

  @Test
  void letsTheCallsOfAChainFollowOneAnother() {
    Script opens = script("live page opens");

    assertThat(waitsFor(opens, "e", "ping")).containsExactly("d ping");
    assertThat(waitsFor(opens, "b", "chat1.messages")).containsExactly("a chat1.messages");
  }

  @Test
  void beginsABranchAfterWhatItBelongsTo() {
    assertThat(waitsFor(script("live page opens"), "b", "chat2.me.admin"))
        .containsExactly("a chat2.me");
  }

  @Test
  void beginsALaterChainAfterThoseBesideItThatBeganEarlier() {
    assertThat(waitsFor(script("live page opens"), "g", "openItems.giveaways"))
        .containsExactly("f openItems.forms");
    assertThat(waitsFor(script("chat message sent"), "c", "chat.send.create"))
        .containsExactlyInAnyOrder("a chat.send.registration", "b chat.send.profile");
  }

  @Test
  void runsTheChainsOfTheSignInOneAfterTheOther() {
    assertThat(waitsFor(script("sign in"), "d", "emailSignup"))
        .containsExactly("c checkRegistration");
    assertThat(waitsFor(script("sign in"), "j", "signIn")).containsExactly("i emailSignup");
  }

  @Test
  void asksForThePeopleOfTheMessagesThatItWasShown() {
    Script opens = script("live page opens");
    Step names = step(opens, "e", "chat1.messages");
    Step messages = step(opens, "d", "chat1.messages");

    assertThat(names.idsFrom()).isEqualTo(messages.index());
    assertThat(messages.idsWanted()).isEqualTo(Ids.PEOPLE);
    assertThat(messages.call().target()).isEqualTo("messages");
  }

  @Test
  void knowsTheTwoCallsThatHashAPassword() {
    assertThat(script("sign in").steps())
        .filteredOn(Step::hashes)
        .extracting(Step::name)
        .containsExactly("emailSignup PUT {user}", "signIn POST token");
  }

  static Stream<Scene> scenes() {
    return CLIENT.scenes().stream();
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void letsNoCallWaitForItselfOrALaterOne(Scene scene) {
    for (Step step : Script.of(scene).steps()) {
      for (int earlier : step.after()) {
        assertThat(scene.calls().get(earlier).group()).isLessThan(step.call().group());
      }
      if (step.idsFrom() >= 0) {
        assertThat(scene.calls().get(step.idsFrom()).answer().has("rows")).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void letsEveryCallWaitThatIsNotOfTheFirstGroup(Scene scene) {
    for (Step step : Script.of(scene).steps()) {
      assertThat(step.after().isEmpty())
          .as(step.call().toString())
          .isEqualTo(step.call().group().equals("a"));
    }
  }
}
