;; The two passes of resampling, four values at a time. `npm run kernel` writes kernel.ts from this file.
;; Both read and write up to 16 bytes more than they say: memory has to go on for as long.
(module
  (memory (export "memory") 1)

  ;; Along x: $height rows of $rowBytes bytes of RGB at $from become as many rows of $width pixels of three floats at $to.
  ;; $start has the first source pixel of each pixel, $weights its $count weights.
  (func (export "alongX")
    (param $from i32) (param $rowBytes i32) (param $height i32)
    (param $start i32) (param $weights i32) (param $count i32)
    (param $width i32) (param $to i32)
    (local $x i32) (local $source i32) (local $weight i32) (local $end i32) (local $sum v128)
    (loop $row
      (local.set $x (i32.const 0))
      (local.set $weight (local.get $weights))
      (loop $pixel
        (local.set $source (i32.add (local.get $from) (i32.mul (i32.const 3)
          (i32.load (i32.add (local.get $start) (i32.shl (local.get $x) (i32.const 2)))))))
        (local.set $sum (v128.const i32x4 0 0 0 0))
        (local.set $end (i32.add (local.get $weight) (i32.shl (local.get $count) (i32.const 2))))
        (loop $tap
          (local.set $sum (f32x4.add (local.get $sum) (f32x4.mul
            (f32x4.convert_i32x4_u (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u
              (v128.load32_zero (local.get $source)))))
            (v128.load32_splat (local.get $weight)))))
          (local.set $source (i32.add (local.get $source) (i32.const 3)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $tap (i32.lt_u (local.get $weight) (local.get $end))))
        (v128.store (local.get $to) (local.get $sum))
        (local.set $to (i32.add (local.get $to) (i32.const 12)))
        (local.set $x (i32.add (local.get $x) (i32.const 1)))
        (br_if $pixel (i32.lt_u (local.get $x) (local.get $width))))
      (local.set $from (i32.add (local.get $from) (local.get $rowBytes)))
      (local.set $height (i32.sub (local.get $height) (i32.const 1)))
      (br_if $row (local.get $height))))

  ;; Along y: rows of $stride floats at $from become $height rows of as many bytes at $to. $start has the first source row
  ;; of each row, $weights its $count weights.
  (func (export "alongY")
    (param $from i32) (param $stride i32)
    (param $start i32) (param $weights i32) (param $count i32)
    (param $height i32) (param $to i32)
    (local $rowBytes i32) (local $first i32) (local $source i32) (local $i i32)
    (local $weight i32) (local $end i32) (local $sum v128)
    (local.set $rowBytes (i32.shl (local.get $stride) (i32.const 2)))
    (loop $row
      (local.set $first (i32.add (local.get $from) (i32.mul (local.get $rowBytes) (i32.load (local.get $start)))))
      (local.set $end (i32.add (local.get $weights) (i32.shl (local.get $count) (i32.const 2))))
      (local.set $i (i32.const 0))
      (loop $four
        (local.set $source (i32.add (local.get $first) (i32.shl (local.get $i) (i32.const 2))))
        (local.set $weight (local.get $weights))
        ;; A half, so that it is rounded half up when it is cut below.
        (local.set $sum (v128.const f32x4 0.5 0.5 0.5 0.5))
        (loop $tap
          (local.set $sum (f32x4.add (local.get $sum) (f32x4.mul
            (v128.load (local.get $source))
            (v128.load32_splat (local.get $weight)))))
          (local.set $source (i32.add (local.get $source) (local.get $rowBytes)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $tap (i32.lt_u (local.get $weight) (local.get $end))))
        ;; The first byte of each of the four numbers.
        (v128.store32_lane 0 (i32.add (local.get $to) (local.get $i))
          (i8x16.shuffle 0 4 8 12 0 0 0 0 0 0 0 0 0 0 0 0
            (i32x4.trunc_sat_f32x4_u (local.get $sum)) (v128.const i32x4 0 0 0 0)))
        (local.set $i (i32.add (local.get $i) (i32.const 4)))
        (br_if $four (i32.lt_u (local.get $i) (local.get $stride))))
      (local.set $weights (local.get $end))
      (local.set $start (i32.add (local.get $start) (i32.const 4)))
      (local.set $to (i32.add (local.get $to) (local.get $stride)))
      (local.set $height (i32.sub (local.get $height) (i32.const 1)))
      (br_if $row (local.get $height)))))
