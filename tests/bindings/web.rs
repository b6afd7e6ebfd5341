//! The engine in Chromium.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::wasm_bindgen_test;

mod cases;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn fixtures() {
    cases::fixtures_are_counted_as_worked_out_by_hand();
}

#[wasm_bindgen_test]
fn vectors() {
    cases::vectors_find_what_the_rules_find();
}
