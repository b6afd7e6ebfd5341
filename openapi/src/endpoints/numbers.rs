//! `/v1/numbers`

use shortwave::{answer::native::NumberData, phone::Msisdn};

use super::tags;
use crate::{answers::Answer, operation::Operation, schemas::Schemas};

pub fn show(schemas: &mut Schemas) -> Operation {
    Operation::new(tags::VERIFICATIONS)
        .argument::<Msisdn>("The number, in international form.", "34666555444")
        .words(
            "By the numbering plans of the world's countries, as libphonenumber has them. Nothing is sent, and nobody is asked; the digits \
             are taken as they stand, so that one with the `0` of calls at home in it is neither valid nor possible.",
        )
        .answers(Answer::json(200, "What it is.", schemas.one::<NumberData<'_>>()))
}
