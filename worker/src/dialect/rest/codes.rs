//! What guards the codes that messages bring by `{OTP_CODE}`: the same as guards verifications.

use shortwave::{
    otp::{
        Checked, Verdict, is_open,
        traffic::{NoCode, Place},
    },
    phone::{CallingPrefix, Msisdn},
    recipient::Recipient,
    request::SendSms,
};
use worker::{Env, console_error};

use crate::{
    auth::Caller,
    dialect::composing::wait,
    durable::{BeginMessages, VerificationTrafficStub},
    failure::Failure,
    phone,
};

/// Leaves out of a call those whom no codes are sent to.
pub async fn guard(asked: &mut SendSms, env: &Env, caller: &Caller) -> Result<(), Failure> {
    if !asked.batch.has_codes() {
        return Ok(());
    }
    leave_out_closed(asked, caller).await?;
    let numbers = asked.batch.recipients.iter().filter_map(|recipient| recipient.number.clone());
    let (numbers, prefixes): (Vec<Msisdn>, Vec<CallingPrefix>) =
        numbers.filter_map(|number| Some((number.clone(), prefix_of(number)?))).unzip();
    let begin = BeginMessages {
        prefixes,
        credential: caller.by().actor.as_str().to_owned(),
        limits: caller.account.profile.limits.verifications,
        are_sent_now: asked.schedule_at.is_none(),
    };
    let answers = VerificationTrafficStub::of(env, &caller.account.id)?.begin_messages(begin).await?;
    // Who may send to nobody for now is told when to come again.
    if let Some(Err(NoCode::Wait(until))) = answers.first()
        && answers.iter().all(Result::is_err)
    {
        return Err(wait(*until));
    }
    let refused = numbers.iter().zip(&answers).filter(|(_, answer)| answer.is_err());
    leave_out(asked, refused.map(|(number, _)| number));
    Ok(())
}

/// Those whom the account's countries, and what their numbers are, leave out.
async fn leave_out_closed(asked: &mut SendSms, caller: &Caller) -> Result<(), Failure> {
    let prefixes = &caller.account.profile.code_prefixes;
    let mut closed = Vec::new();
    for number in asked.batch.recipients.iter().filter_map(|recipient| recipient.number.as_ref()) {
        if !is_open(number, &phone::judge(number).await?, prefixes) {
            closed.push(number.clone());
        }
    }
    leave_out(asked, closed.iter());
    Ok(())
}

fn leave_out<'a>(asked: &mut SendSms, numbers: impl Iterator<Item = &'a Msisdn>) {
    let mut numbers: Vec<_> = numbers.map(|number| number.as_str().to_owned()).collect();
    numbers.sort_unstable();
    asked.batch.leave_out(&numbers);
}

/// A code that a message brought may have come back. What is not noted for a failure makes its prefix look a little worse.
pub async fn note(
    env: &Env,
    caller: &Caller,
    recipient: &Recipient,
    checked: &Checked,
) -> Result<(), Failure> {
    let sent = checked.otp.as_ref().filter(|otp| checked.verdict == Verdict::Valid && otp.is_sent);
    let (Some(otp), Some(prefix)) = (sent, Place::of(recipient).prefix) else { return Ok(()) };
    let traffic = VerificationTrafficStub::of(env, &caller.account.id)?;
    if let Err(failure) = traffic.approve(prefix, otp.created_at).await {
        console_error!("code not counted: {failure:?}");
    }
    Ok(())
}

fn prefix_of(number: Msisdn) -> Option<CallingPrefix> {
    Place::of(&Recipient::Phone(number)).prefix
}
