# tests/system/test_policy.py: the scheduling policy is chosen at boot, and makes the difference that it is for.

import pytest

# Each instruction is a nanosecond of the machine's time: no other work of the host comes between.
COUNTED = ("-icount", "shift=0,sleep=off")

POLICIES = {"": "", "policy=round_robin": "", "policy=fair": "fair"}


@pytest.mark.exists_in(cpus=1)  # docs/testing.md has the reason
@pytest.mark.parametrize("options", POLICIES)
def test_time_is_shared_out_as_the_policy_says(batch, options):
    """[3.10] Under round robin it is turns that are shared out, under the other policy it is time."""
    done = batch(f"/tests/policy {POLICIES[options]}", options=options, more=COUNTED).expect_status(0)
    assert "\n1..2\n" in done.console and "not ok" not in done.console


def test_the_programs_do_not_mind(batch):
    """Pipes, signals and naps work whoever is next."""
    for program in ("pipes", "signals", "exit_and_wait"):
        done = batch(f"/tests/{program}", options="policy=fair").expect_status(0)
        assert "not ok" not in done.console


def test_an_unknown_policy_is_remarked_upon(batch):
    """With the names of those that there are; the machine goes on with its own."""
    done = batch("/tests/policy", options="policy=unfair").expect_status(0)
    assert "policy=unfair: this kernel knows round_robin fair\n" in done.console
